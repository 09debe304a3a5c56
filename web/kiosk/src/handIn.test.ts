import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IntakeAnswer } from '../../../src/domain/signups/contract.ts'
import { until } from '../../../test/support/until.ts'
import { startHandIn } from './handIn.ts'
import type { PairingRecord, Queued, Vault } from './vault.ts'
import { Refused, type Wire } from './wire.ts'

const beforehand = globalThis.IDBKeyRange
beforeAll(() => {
  const bound = (lower: [string, number]) => ({ lower })
  Object.assign(globalThis, { IDBKeyRange: { bound } })
})
afterAll(() => void Object.assign(globalThis, { IDBKeyRange: beforehand }))

const pairingOf = (id: string) => ({ id, key: {}, lastNumber: 2, ended: null }) as unknown as PairingRecord
const queuedOf = (pairing: string, number: number) =>
  ({ pairing, number, refused: null, envelope: { id: `${pairing}${number}` } }) as unknown as Queued

/** As much of IndexedDB as handing in needs. */
function shelves(pairings: string[]) {
  const queue = pairings.flatMap(pairing => [queuedOf(pairing, 1), queuedOf(pairing, 2)])
  const cursorAt = (found: Queued[]): unknown =>
    found[0] && { value: found[0], continue: async () => cursorAt(found.slice(1)) }
  const store = {
    openCursor: async ({ lower: [pairing] }: { lower: [string, number] }) =>
      cursorAt(queue.filter(entry => entry.pairing === pairing)),
    async delete([pairing, number]: [string, number]) {
      queue.splice(
        queue.findIndex(entry => entry.pairing === pairing && entry.number === number),
        1,
      )
    },
    async put(changed: Queued) {
      const place = queue.findIndex(entry => entry.pairing === changed.pairing && entry.number === changed.number)
      queue[place] = changed
    },
  }
  const vault = { getAll: async () => pairings.map(pairingOf), transaction: () => ({ store, done: Promise.resolve() }) }
  return { queue, vault: vault as unknown as Vault }
}

const taken = (envelopes: { id: string }[]): IntakeAnswer[] =>
  envelopes.map(({ id }) => ({ id, status: 'accepted', receivedAt: '2026-01-01T00:00:00Z', reason: null }))

function handIn(pairings: string[], answer: (kid: string, envelopes: { id: string }[]) => IntakeAnswer[]) {
  const { queue, vault } = shelves(pairings)
  const tried: (string | null)[] = []
  const posts: string[] = []
  const wire = async (signer: { kid?: string }, _method: string, _path: string, body: unknown) => {
    posts.push(signer.kid ?? '')
    return { results: answer(signer.kid ?? '', (body as { envelopes: { id: string }[] }).envelopes) }
  }
  const report = {
    changed: () => undefined,
    ended: () => undefined,
    tried: (trouble: string | null) => void tried.push(trouble),
  }
  startHandIn(vault, wire as unknown as Wire, report).nudge()
  return { queue, tried, posts }
}

test('a pairing that the server knows no more does not hold up what waits under the next', async () => {
  const { queue, tried } = handIn(['old', 'new'], (kid, envelopes) => {
    if (kid === 'old') throw new Refused(401, { detail: 'This tablet is not paired' })
    return taken(envelopes)
  })
  await until(() => tried.length > 0)
  expect(tried[0]).toBe('This tablet is not paired')
  expect(queue.map(entry => entry.pairing)).toEqual(['old', 'old'])
})

test('answers about something else forget nothing, and are not asked for again without a pause', async () => {
  const { queue, tried, posts } = handIn(['one'], () => taken([{ id: 'somebody' }, { id: 'else' }]))
  await until(() => tried.length > 0)
  expect(posts).toHaveLength(1)
  expect(queue).toHaveLength(2)
})
