import type { KioskSetup } from '../../../src/domain/devices/contract.ts'
import type { Envelope, IntakeAnswer, PlainSignup } from '../../../src/domain/signups/contract.ts'
import type { Outcome } from '../../ui/form/SignupForm.tsx'
import { timestamp } from '../../ui/platform.ts'
import { makeStore, type Store } from '../../ui/store.ts'
import { startHandIn } from './handIn.ts'
import { makeDeviceKey } from './keys.ts'
import {
  currentPairing,
  NotStored,
  type QueueState,
  queueState,
  retryRefused,
  storeAgain,
  storeSignup,
} from './queue.ts'
import { fitsWire } from './seal.ts'
import { onDesk, type PairingRecord, type PairingWish, putOnDesk, type Vault } from './vault.ts'
import { Refused, type Wire } from './wire.ts'

/** All that the screens need to know of this tablet. */
export type Station = {
  phase: 'pairing' | 'fetching' | 'ready' | 'ended'
  setup: KioskSetup | null
  ended: PairingRecord['ended']
  wish: PairingWish | null
  queue: QueueState
  /** When the server last took or answered something. */
  lastSync: string | null
  lastError: string | null
  /** Whether the browser promised not to throw the storage away; null: it does not say. */
  persisted: boolean | null
  /** Who serves, by id. */
  staff: string | null
  /** Kiosk mode was left with the PIN. */
  away: boolean
}

export type Bench = {
  vault: Vault
  wire: Wire
  state: Store<Station>
  nudge: () => void
  refreshQueue: () => Promise<void>
  markEnded: (pairing: string, end: NonNullable<PairingRecord['ended']>) => Promise<void>
}

/** Reads what the tablet knows of itself. Works without a network. */
export async function openBench(vault: Vault, wire: Wire): Promise<Bench> {
  const [wish, pairing, setup, staff, away, lastSync, queue] = await Promise.all([
    onDesk(vault, 'wish'),
    currentPairing(vault),
    onDesk(vault, 'setup'),
    onDesk(vault, 'staff'),
    onDesk(vault, 'away'),
    onDesk(vault, 'lastSync'),
    queueState(vault),
  ])
  const own = setup && pairing && setup.pairing.id === pairing.id ? setup : null
  const state = makeStore<Station>({
    phase: wish || !pairing ? 'pairing' : pairing.ended ? 'ended' : own ? 'ready' : 'fetching',
    setup: setup ?? null,
    ended: pairing?.ended ?? null,
    wish: wish ?? null,
    queue,
    lastSync: lastSync ?? null,
    lastError: null,
    persisted: null,
    staff: staff ?? null,
    away: away ?? false,
  })

  const refreshQueue = async (): Promise<void> => state.set({ queue: await queueState(vault) })
  const markEnded: Bench['markEnded'] = async (id, end) => {
    // In one transaction, since the last number stands in the same record.
    const change = vault.transaction('pairings', 'readwrite')
    const record = await change.store.get(id)
    if (record) await change.store.put({ ...record, ended: end })
    await change.done
    if (!record) return
    const current = await onDesk(vault, 'current')
    if (current === id) state.set({ ended: end, ...(state.get().phase === 'pairing' ? {} : { phase: 'ended' }) })
  }
  const handIn = startHandIn(vault, wire, {
    changed() {
      void noteSync({ vault, state })
      void refreshQueue().then(() => forgetEmptyPairings(vault))
    },
    ended: (id, end) => void markEnded(id, end),
    tried: trouble => state.set({ lastError: trouble }),
  })
  return { vault, wire, state, nudge: handIn.nudge, refreshQueue, markEnded }
}

export async function noteSync({ vault, state }: Pick<Bench, 'vault' | 'state'>): Promise<void> {
  const lastSync = timestamp()
  state.set({ lastSync })
  await putOnDesk(vault, 'lastSync', lastSync)
}

/** A pairing that ended, was followed by another and has handed in everything: its key is of no use any more. */
async function forgetEmptyPairings(vault: Vault): Promise<void> {
  const current = await onDesk(vault, 'current')
  for (const { id, ended } of await vault.getAll('pairings')) {
    if (id === current || !ended) continue
    const waiting = await vault.count('queue', IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]))
    if (waiting === 0) await vault.delete('pairings', id)
  }
}

/** Sealed here and refused by IndexedDB, by the sign-up's id: to be tried again as it is, else one sign-up would have two sets of bytes. */
const unstored = new Map<string, { said: string; envelope: Envelope }>()

/**
 * Keeps a sign-up: sealed and stored on the tablet, or, when the tablet's storage refuses, committed by the server while the
 * shopper waits. Anything else is not "kept", and then nobody is thanked.
 */
export async function keepSignup(bench: Bench, signup: PlainSignup): Promise<Outcome> {
  const { setup } = bench.state.get()
  if (!setup) return 'not-kept'
  if (!fitsWire(signup)) return 'too-large'
  const said = JSON.stringify([signup.answers, signup.consents, signup.language])
  const before = unstored.get(signup.id)
  try {
    // What the shopper corrected meanwhile is sealed anew.
    if (before?.said === said) await storeAgain(bench.vault, before.envelope)
    else await storeSignup(bench.vault, signup, setup.openingKey)
    unstored.delete(signup.id)
    bench.nudge()
    void bench.refreshQueue()
    return 'kept'
  } catch (error) {
    if (!(error instanceof NotStored)) throw error
    unstored.set(signup.id, { said, envelope: error.envelope })
    bench.state.set({ lastError: 'The tablet’s storage refuses: it may be full' })
    return handInDirectly(bench, error.envelope)
  }
}

async function handInDirectly({ vault, wire }: Bench, envelope: Envelope): Promise<Outcome> {
  const pairing = await vault.get('pairings', envelope.pairing)
  if (!pairing) return 'not-kept'
  try {
    const answer = await wire<{ results: IntakeAnswer[] }>({ key: pairing.key, kid: pairing.id }, 'POST', 'signups', {
      envelopes: [envelope],
    })
    const status = answer.results[0]?.status
    // A conflict is kept too: what came first under this id, and this one beside it for a person to look at.
    if (status !== 'accepted' && status !== 'quarantined' && status !== 'conflict') return 'not-kept'
    unstored.delete(envelope.id)
    return 'kept'
  } catch {
    return 'not-kept'
  }
}

/** Fetches the setup when it is not the one that we have. It is shown from the next form on, never inside one. */
export async function refreshSetup(bench: Bench, etag?: string): Promise<void> {
  const { vault, wire, state } = bench
  const pairing = await currentPairing(vault)
  if (!pairing || pairing.ended || (etag !== undefined && state.get().setup?.etag === etag)) return
  const setup = await ask(bench, pairing, () => wire<KioskSetup>({ key: pairing.key, kid: pairing.id }, 'GET', 'setup'))
  await putOnDesk(vault, 'setup', setup)
  const stillServes = setup.staff.some(({ id }) => id === state.get().staff)
  state.set({
    setup,
    ...(state.get().phase === 'fetching' ? { phase: 'ready' } : {}),
    ...(stillServes ? {} : { staff: null }),
  })
  await noteSync(bench)
}

/** Asks under the current pairing; that it has ended is noted wherever it is learnt. */
export async function ask<T>(bench: Bench, pairing: PairingRecord, question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (error) {
    if (error instanceof Refused && error.ended) await bench.markEnded(pairing.id, error.ended)
    throw error
  }
}

export async function chooseStaff({ vault, state }: Bench, staff: string | null): Promise<void> {
  await putOnDesk(vault, 'staff', staff ?? undefined)
  state.set({ staff })
}

export async function setAway({ vault, state }: Bench, away: boolean): Promise<void> {
  await putOnDesk(vault, 'away', away)
  state.set({ away })
}

/** A new key and a new code; what waits under the old pairing is still handed in with the old key. */
export async function pairAgain({ vault, state }: Bench): Promise<void> {
  const wish: PairingWish = { key: await makeDeviceKey(), offer: null }
  await putOnDesk(vault, 'wish', wish)
  state.set({ phase: 'pairing', wish })
}

export async function handInRefused(bench: Bench): Promise<void> {
  await retryRefused(bench.vault)
  await bench.refreshQueue()
  bench.nudge()
}
