import type { Call, CallAnswer, Change, Result } from './shape.ts'

/**
 * The answers that mean the same with every CRM, in plain words; undefined for most 4xx,
 * which a connector must read itself. A 2xx comes here only when it was not the one that was expected. `wrote`: the call was to change something, so a failing server may have done it before it failed.
 */
export function explainAnswer(
  label: string,
  call: Pick<Call<unknown>, 'now'>,
  answer: CallAnswer,
  change: Pick<Change, 'maybeSent'>,
  wrote: boolean,
): Result | undefined {
  const { status } = answer
  const slow = { outcome: 'retry', lane: true, maybeSent: change.maybeSent } as const
  if (status === 429 || (status === 403 && soundsThrottled(answer))) {
    return { ...slow, reason: `${label} asked us to slow down.`, ...retryAfter(answer, call.now()) }
  }
  if (status < 300) {
    const reason = `${label} gave an answer that makes no sense.`
    return { ...slow, reason, lane: false, maybeSent: change.maybeSent || wrote }
  }
  if (status === 408 || status === 425) {
    return { ...slow, reason: `${label} was too busy to listen.`, ...retryAfter(answer, call.now()) }
  }
  if (status >= 500) {
    const reason = `${label} has a problem of its own just now.`
    return { ...slow, reason, maybeSent: change.maybeSent || wrote, ...retryAfter(answer, call.now()) }
  }
  if (status === 401) {
    const reason = `${label} no longer accepts the key.`
    return { outcome: 'disconnected', reason, remedy: 'Enter a valid key and press Reconnect.' }
  }
  if (status === 403) {
    const reason = `${label} accepts the key but does not let it write contacts.`
    return { outcome: 'disconnected', reason, remedy: `Give the key's user the right to read and edit contacts.` }
  }
  if (status === 404 || status === 405 || status === 410) {
    const reason = `There is no ${label} at this address any more.`
    return { outcome: 'disconnected', reason, remedy: 'Check the address and press Reconnect.' }
  }
  if (status >= 300 && status < 400) {
    const reason = `The address of ${label} leads to another one.`
    return { outcome: 'disconnected', reason, remedy: 'Open it in a browser and enter the address where you end up.' }
  }
  return undefined
}

/** Some CRMs say "too many" with the code that also means "forbidden". */
function soundsThrottled(answer: CallAnswer): boolean {
  if (answer.headers['retry-after'] !== undefined) return true
  const words = `${answer.headers['x-status-reason'] ?? ''} ${answer.text().slice(0, 2_000)}`
  return /rate.?limit|too many|throttl|quota|limit.?exceeded|slow down/i.test(words)
}

/** Seconds or a date; what makes no sense is ignored, and nobody makes us wait longer than an hour before we look again. */
export function retryAfter(answer: Pick<CallAnswer, 'headers'>, now: number): { afterMs?: number } {
  const text = answer.headers['retry-after']?.trim()
  if (!text) return {}
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  if (Number.isNaN(ms) || ms < 0) return {}
  return { afterMs: Math.min(Math.ceil(ms), 3_600_000) }
}

/**
 * After a call that may have been accepted, "not found" counts only when the CRM's search has had time to see it. Answers the
 * result to give meanwhile, or undefined when the search can be believed.
 */
export function waitForSearch(
  label: string,
  call: Pick<Call<unknown>, 'now'>,
  change: Change,
  lagMs: number,
): Result | undefined {
  if (!change.maybeSent || change.maybeSentAt == null) return undefined
  const left = change.maybeSentAt + lagMs - call.now()
  if (left <= 0) return undefined
  const reason = `Waiting until ${label} can tell whether it has this contact already.`
  return { outcome: 'retry', reason, afterMs: left, lane: false, maybeSent: true }
}
