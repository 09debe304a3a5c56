import * as z from 'zod/mini'
import {
  type Call,
  type CallAnswer,
  type Change,
  type CheckResult,
  type Connector,
  explainAnswer,
  hmacSha256,
  oneByOne,
  type Result,
  setting,
  webAddress,
} from '../connector.ts'

const signingSecret = z
  .string()
  .check(
    z.trim(),
    z.regex(/^whsec_[A-Za-z0-9+/]{32,128}={0,2}$/, 'A secret is "whsec_" followed by 24 to 96 bytes in base64'),
  )
const settings = z.object({
  url: setting(webAddress, { title: 'Address', placeholder: 'https://example.com/hooks/customerinfo' }),
  secret: setting(signingSecret, {
    title: 'Signing secret',
    description: 'Your server checks with it that a call comes from us (Standard Webhooks).',
    placeholder: 'whsec_…',
    secret: true,
  }),
  oldSecret: setting(z.optional(signingSecret), {
    title: 'Previous secret',
    description: 'While you change over: calls are signed with both. Empty it when your server knows the new one.',
    secret: true,
  }),
})
type Webhook = Call<z.infer<typeof settings>>

const receiver = 'Your server'
const named = { label: 'Webhook', spoken: receiver, guarantee: 'append-only' } as const

/** Sends each sign-up as JSON to an address of one's own, signed as in the Standard Webhooks specification. */
export const webhook: Connector<z.infer<typeof settings>> = {
  ...named,
  name: 'webhook',
  summary: 'Each sign-up as signed JSON to an address of your own.',
  settings,
  pace: { batch: 1, concurrency: 8 },
  fields: null,

  async check(call) {
    const answer = await send(call, `check-${call.now()}`, { type: 'connection.checked', data: {} })
    return checked(call, answer)
  },

  deliver: oneByOne(named, async (call: Webhook, change) =>
    read(call, change, await send(call, change.id, { type: 'signup.created', data: change.event })),
  ),
}

async function send(call: Webhook, id: string, event: { type: string; data: unknown }): Promise<CallAnswer> {
  const timestamp = String(Math.floor(call.now() / 1_000))
  const body = JSON.stringify({ type: event.type, timestamp: new Date(call.now()).toISOString(), data: event.data })
  const secrets = [call.settings.secret, call.settings.oldSecret].filter(value => value !== undefined)
  return call.http({
    method: 'POST',
    url: call.settings.url,
    text: body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': secrets.map(value => signWebhook(value, id, timestamp, body)).join(' '),
    },
  })
}

/** One signature of the Standard Webhooks header, "v1," and HMAC-SHA256 in base64. */
export function signWebhook(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${hmacSha256(key, `${id}.${timestamp}.${body}`).toString('base64')}`
}

function read(call: Webhook, change: Change, answer: CallAnswer): Result {
  const { status } = answer
  if (status >= 200 && status < 300) return { outcome: 'delivered', recordId: null, recordUrl: null, created: null }
  if (status === 410) {
    return { outcome: 'disconnected', reason: gone, remedy: 'Enter another address, or delete this connection.' }
  }
  if (status === 404 || status === 405) {
    return { outcome: 'disconnected', reason: nobodyThere, remedy: 'Check the address.' }
  }
  // An answer that says no is an answer: it was not taken, so repeating it is right. Repeats carry the same webhook-id.
  const known = explainAnswer(receiver, call, answer, change, false)
  if (known?.outcome === 'disconnected') return { ...known, ...refusedWords(status) }
  if (known) return known
  const reason = `${receiver} does not take this sign-up.`
  return {
    outcome: 'rejected',
    code: 'not-accepted',
    reason,
    remedy: `Look into your server's log for the time above.`,
  }
}

const gone = `${receiver} says that this address is gone for good.`
const nobodyThere = `${receiver} has nothing at this address that takes sign-ups.`

/** A receiver has no rights of contacts to give; what it refuses is us. */
function refusedWords(status: number): { reason?: string; remedy?: string } {
  if (status !== 401 && status !== 403) return {}
  return { reason: `${receiver} refuses our calls.`, remedy: 'Check that it knows the signing secret shown here.' }
}

function checked(call: Webhook, answer: CallAnswer): CheckResult {
  const { status } = answer
  // A receiver may well refuse an event that it does not know; that it read the call is what counts.
  if (status === 400 || status === 422) return { ok: true }
  const result = read(call, { maybeSent: false } as Change, answer)
  if (result.outcome === 'delivered') return { ok: true }
  const remedy = 'remedy' in result && result.remedy ? result.remedy : 'Check the address and try again.'
  return { ok: false, reason: result.reason, remedy }
}
