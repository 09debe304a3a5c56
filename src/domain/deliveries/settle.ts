import { laneBackoff, patienceMs, recordBackoff, suspicion } from './backoff.ts'
import type { Claimed, LaneConnection } from './claim.ts'
import type { Result } from './connector.ts'
import type { Saving } from './save.ts'
import { tooOldReason } from './sweep.ts'

/** A call that has been made, with what the connector said of one of its changes. */
export type Answered = { result: Result; startedAt: number; endedAt: number; wrote: boolean }

/** What is to be written about a delivery after a call. */
export function settle(claimed: Claimed, { result, startedAt, endedAt, wrote }: Answered): Saving {
  const outcome = after(claimed, result, endedAt)
  return {
    id: claimed.id,
    fence: claimed.fence,
    customerKey: claimed.customerKey,
    dueAt: null,
    maybeSent: false,
    reasonCode: null,
    reason: null,
    recordId: null,
    recordUrl: null,
    ...outcome,
    attempt: {
      number: claimed.attempts,
      startedAt: new Date(startedAt),
      endedAt: new Date(endedAt),
      outcome: result.outcome,
      summary: summarise(result),
      detail: { ms: Math.round(endedAt - startedAt), ...(wrote ? { wrote } : {}), ...describe(result) },
    },
  }
}

/** What is to be written about a delivery that was claimed and not called for: nothing happened. */
export function giveBack(claimed: Claimed): Saving {
  const { id, fence, customerKey, maybeSent } = claimed
  const state = claimed.attempts > 1 ? 'retrying' : 'pending'
  const nothing = { dueAt: null, reasonCode: null, reason: null, recordId: null, recordUrl: null, attempt: null }
  return { id, fence, customerKey, maybeSent, state, ...nothing }
}

function after(claimed: Claimed, result: Result, now: number): Partial<Saving> & Pick<Saving, 'state'> {
  switch (result.outcome) {
    case 'delivered':
      return { state: 'delivered', recordId: result.recordId, recordUrl: result.recordUrl }
    case 'rejected':
      return {
        state: 'parked',
        maybeSent: claimed.maybeSent || result.code === 'maybe-sent',
        reasonCode: result.code,
        reason: [result.reason, result.remedy].filter(Boolean).join(' '),
      }
    case 'disconnected':
      return { state: 'pending', maybeSent: claimed.maybeSent, reasonCode: 'disconnected', reason: result.reason }
    case 'retry': {
      const { reason } = result
      // What may once have been accepted stays in doubt until a record is known, whatever came of a later call.
      const maybeSent = claimed.maybeSent || result.maybeSent
      if (now - claimed.waitingSince.getTime() > patienceMs) {
        return { state: 'parked', maybeSent, reasonCode: 'too-old', reason: `${tooOldReason} ${reason}` }
      }
      const wait = result.lane ? suspicion(claimed.attempts) : recordBackoff(claimed.attempts, result.afterMs)
      return { state: 'retrying', dueAt: new Date(now + wait), maybeSent, reasonCode: 'retry', reason }
    }
  }
}

function summarise(result: Result): string {
  if (result.outcome !== 'delivered') return result.reason
  if (result.note !== undefined) return result.note
  if (result.created === null) return 'Handed over.'
  return result.created ? 'A new contact was made.' : 'The contact that was there was updated.'
}

function describe(result: Result): Record<string, unknown> {
  if (result.outcome === 'delivered') return { recordId: result.recordId, created: result.created }
  if (result.outcome === 'rejected') return { code: result.code, ...(result.remedy ? { remedy: result.remedy } : {}) }
  if (result.outcome === 'retry')
    return {
      maybeSent: result.maybeSent,
      wholeConnection: result.lane,
      ...(result.afterMs === undefined ? {} : { askedToWaitMs: result.afterMs }),
    }
  return result.remedy ? { remedy: result.remedy } : {}
}

/** What a call says about the connection as a whole; undefined when it says nothing. */
export type LaneTrouble =
  | { state: 'degraded'; reason: string; remedy: null; waitMs: number }
  | { state: 'disconnected'; reason: string; remedy: string }

export function findTrouble(connection: Pick<LaneConnection, 'failures'>, results: Result[]): LaneTrouble | undefined {
  const gone = results.find(result => result.outcome === 'disconnected')
  if (gone) {
    const remedy = gone.remedy ?? 'Check the connection, then press Reconnect.'
    return { state: 'disconnected', reason: gone.reason, remedy }
  }
  const stuck = results.filter(result => result.outcome === 'retry').filter(result => result.lane)
  const [first] = stuck
  if (!first) return undefined
  const asked = Math.max(0, ...stuck.map(result => result.afterMs ?? 0))
  return { state: 'degraded', reason: first.reason, remedy: null, waitMs: laneBackoff(connection.failures + 1, asked) }
}

/**
 * A receiver that takes whatever comes cannot be asked whether it took what it did not answer, so that is parked. While it
 * is silent the rest must not follow one by one, for a person to sort out: it waits. Only what was called for now counts.
 */
export function findSilence(
  connection: Pick<LaneConnection, 'failures'>,
  name: string,
  batch: Pick<Claimed, 'maybeSent'>[],
  results: Result[],
): LaneTrouble | undefined {
  const isSilent = results.some(
    (result, index) =>
      result.outcome === 'rejected' && result.code === 'maybe-sent' && batch[index]?.maybeSent === false,
  )
  if (!isSilent) return undefined
  const waitMs = laneBackoff(connection.failures + 1)
  return { state: 'degraded', reason: `${name} took a sign-up and did not answer.`, remedy: null, waitMs }
}
