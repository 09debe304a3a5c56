import type { KioskSetup } from '../../../src/domain/devices/contract.ts'
import type { Envelope, IntakeAnswer, PlainSignup } from '../../../src/domain/signups/contract.ts'
import { timestamp } from '../../ui/platform.ts'
import { oneAtATime } from './lock.ts'
import { sealSignup } from './seal.ts'
import type { PairingRecord, Queued, Vault } from './vault.ts'

/** IndexedDB would not take it (disk full, storage taken away): the envelope exists only here, and nobody may be thanked yet. */
export class NotStored extends Error {
  readonly envelope: Envelope
  constructor(envelope: Envelope, cause: unknown) {
    super('The tablet could not store a sign-up', { cause })
    this.name = 'NotStored'
    this.envelope = envelope
  }
}

/** Numbers that left this page without IndexedDB knowing: never to be given away again. */
const spent = new Map<string, number>()

/**
 * Seals a sign-up under the next number of the current pairing and stores it durably. When this answers, the sign-up survives
 * a crash of the tablet. The number and the envelope are stored in one transaction that first checks that the number is still
 * free, so there are no gaps and no doubles, with several tabs too. Throws `NotStored` with the sealed envelope.
 */
export function storeSignup(
  vault: Vault,
  signup: PlainSignup,
  openingKey: KioskSetup['openingKey'],
): Promise<Envelope> {
  return oneAtATime('customerinfo-numbering', async () => {
    for (;;) {
      const pairing = await currentPairing(vault)
      if (!pairing) throw new Error('This tablet is not paired')
      const number = Math.max(pairing.lastNumber, spent.get(pairing.id) ?? 0) + 1
      // Before the transaction: waiting for WebCrypto inside it would end it.
      const envelope = await sealSignup(signup, { pairing, number, openingKey })
      try {
        if (await write(vault, envelope, pairing.lastNumber)) return envelope
      } catch (error) {
        spent.set(pairing.id, number)
        throw new NotStored(envelope, error)
      }
    }
  })
}

/** Stores what could not be stored before, under the number that it has. */
export function storeAgain(vault: Vault, envelope: Envelope): Promise<Envelope> {
  return oneAtATime('customerinfo-numbering', async () => {
    try {
      await write(vault, envelope)
      return envelope
    } catch (error) {
      throw new NotStored(envelope, error)
    }
  })
}

/** False when another tab took the number meanwhile: `expected` is what the last one was when this one was chosen. */
async function write(vault: Vault, envelope: Envelope, expected?: number): Promise<boolean> {
  const change = vault.transaction(['pairings', 'queue'], 'readwrite', { durability: 'strict' })
  // A refused write ends the transaction too; its own rejection is the one that is reported.
  change.done.catch(() => undefined)
  const pairings = change.objectStore('pairings')
  const { pairing, number } = envelope
  const now = await pairings.get(pairing)
  if (!now || (expected !== undefined && now.lastNumber !== expected)) {
    await change.done
    return false
  }
  await Promise.all([
    pairings.put({ ...now, lastNumber: Math.max(now.lastNumber, number) }),
    change.objectStore('queue').add({ pairing, number, queuedAt: timestamp(), envelope, refused: null }),
  ])
  await change.done
  return true
}

export async function currentPairing(vault: Vault): Promise<PairingRecord | undefined> {
  const id = (await vault.get('desk', 'current')) as string | undefined
  return id === undefined ? undefined : vault.get('pairings', id)
}

/** The oldest that wait under a pairing and were not found unreadable. */
export async function nextBatch(vault: Vault, pairing: string, size: number): Promise<Queued[]> {
  const batch: Queued[] = []
  let cursor = await vault.transaction('queue').store.openCursor(ofPairing(pairing))
  while (cursor && batch.length < size) {
    if (cursor.value.refused === null) batch.push(cursor.value)
    cursor = await cursor.continue()
  }
  return batch
}

/**
 * Forgets what the server has for ever, and keeps the rest with what it said. Only answers about the very envelope count;
 * answers how many did.
 */
export async function applyAnswers(vault: Vault, batch: Queued[], answers: IntakeAnswer[]): Promise<number> {
  const change = vault.transaction('queue', 'readwrite', { durability: 'strict' })
  const changes = batch.flatMap((queued, place): Promise<unknown>[] => {
    const answer = answers[place]
    if (answer?.status === 'invalid')
      return [change.store.put({ ...queued, refused: answer.reason ?? 'It could not be read' })]
    return answer?.id === queued.envelope.id ? [change.store.delete([queued.pairing, queued.number])] : []
  })
  await Promise.all([...changes, change.done])
  return changes.length
}

/** Lets what was found unreadable be tried once more. */
export async function retryRefused(vault: Vault): Promise<void> {
  const change = vault.transaction('queue', 'readwrite')
  const all = await change.store.getAll()
  const refused = all.filter(queued => queued.refused !== null)
  await Promise.all([...refused.map(queued => change.store.put({ ...queued, refused: null })), change.done])
}

/** What the heartbeat and staff are told; numbers and queue are of one moment. */
export type QueueState = {
  lastNumber: number
  /** Waiting under the current pairing. */
  waiting: number
  oldestQueuedAt: string | null
  /** Waiting under pairings that have ended. */
  left: number
  refused: string[]
}

export async function queueState(vault: Vault): Promise<QueueState> {
  const read = vault.transaction(['desk', 'pairings', 'queue'])
  const current = (await read.objectStore('desk').get('current')) as string | undefined
  const pairing = current === undefined ? undefined : await read.objectStore('pairings').get(current)
  const all = await read.objectStore('queue').getAll()
  const own = all.filter(queued => queued.pairing === current)
  return {
    lastNumber: pairing?.lastNumber ?? 0,
    waiting: own.length,
    oldestQueuedAt: own[0]?.queuedAt ?? null,
    left: all.length - own.length,
    refused: all.flatMap(({ refused }) => refused ?? []),
  }
}

const ofPairing = (pairing: string): IDBKeyRange => IDBKeyRange.bound([pairing, 0], [pairing, Number.MAX_SAFE_INTEGER])
