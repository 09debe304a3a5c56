import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { KioskSetup } from '../../../src/domain/devices/contract.ts'
import type { Envelope } from '../../../src/domain/signups/contract.ts'
import { reloadWhenFree } from './update.ts'

/** What the tablet keeps in IndexedDB. Of shoppers it keeps sealed envelopes only, which it cannot open itself. */
interface Shelves extends DBSchema {
  /** Single things, by name. */
  desk: { key: string; value: unknown }
  pairings: { key: string; value: PairingRecord }
  queue: { key: [pairing: string, number: number]; value: Queued }
}

export type DeviceKey = { privateKey: CryptoKey; publicKey: { kty: 'EC'; crv: 'P-256'; x: string; y: string } }

/** One pairing of this tablet; an ended one stays until its queue is handed in. */
export type PairingRecord = {
  id: string
  key: DeviceKey
  /** The last number given away. */
  lastNumber: number
  ended: { reason: 'revoked' | 'replaced' | 'stolen'; at: string; handIn: boolean } | null
}

export type Queued = {
  pairing: string
  number: number
  queuedAt: string
  envelope: Envelope
  /** Why the server could not read it: kept, shown to staff, tried again when they say so. */
  refused: string | null
}

/** A key that waits for a member to type its code. */
export type PairingWish = { key: DeviceKey; offer: { id: string; code: string; url: string; expiresAt: string } | null }

/** The single things on the desk, with their names. */
export type Desk = {
  wish: PairingWish
  /** Id of the pairing that sign-ups are numbered in. */
  current: string
  setup: KioskSetup
  /** Who serves, by id. */
  staff: string
  /** Kiosk mode was left with the PIN. */
  away: boolean
  lastSync: string
  pinMisses: { count: number; until: number }
}

export type Vault = IDBPDatabase<Shelves>

/** Opens the shelves. A new version of the app only ever adds to them: the queue outlives every update. */
export async function openVault(name = 'customerinfo-kiosk', lost: () => void = reloadWhenFree): Promise<Vault> {
  return openDB<Shelves>(name, 1, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore('desk')
        db.createObjectStore('pairings', { keyPath: 'id' })
        db.createObjectStore('queue', { keyPath: ['pairing', 'number'] })
      }
    },
    // A newer app in another tab wants to add a shelf: let it.
    blocking(_from, _to, event) {
      ;(event.target as IDBDatabase).close()
      lost()
    },
    // The browser took the storage away from under the page, as iPads do to pages that were in the background for long.
    terminated: lost,
  })
}

export async function onDesk<K extends keyof Desk>(vault: Vault, name: K): Promise<Desk[K] | undefined> {
  return (await vault.get('desk', name)) as Desk[K] | undefined
}

export async function putOnDesk<K extends keyof Desk>(
  vault: Vault,
  name: K,
  thing: Desk[K] | undefined,
): Promise<void> {
  if (thing === undefined) await vault.delete('desk', name)
  else await vault.put('desk', thing, name)
}
