import type { Clock } from '../../../platform/clock.ts'
import { type Outbound, OutboundTrouble, type TroubleKind } from '../../../platform/outbound.ts'
import { type Call, type Change, type CheckResult, type Connector, type Result, settingFields } from './shape.ts'

/** A call's world: the guarded client with one deadline over everything that is called in it. */
export function openCall<S>(given: {
  outbound: Outbound
  clock: Clock
  settings: S
  publicUrl: string
  /** Milliseconds from now for the whole call. */
  deadlineMs: number
}): Call<S> {
  const end = given.clock.monotonic() + given.deadlineMs
  return {
    settings: given.settings,
    publicUrl: given.publicUrl,
    now: () => given.clock.now(),
    http: request =>
      given.outbound.request({
        method: request.method,
        url: request.url,
        headers: {
          accept: 'application/json',
          ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
        ...(request.text === undefined ? {} : { body: request.text }),
        deadlineMs: end - given.clock.monotonic(),
      }),
  }
}

/**
 * Hands a batch to a connector: one result per change whatever happens, never throws, and no secret stands in a reason.
 * What ends in an exception counts as maybe accepted if anything was written to the CRM before.
 */
export async function deliverSafely<S>(connector: Connector<S>, call: Call<S>, batch: Change[]): Promise<Result[]> {
  const sendable = batch.filter(change => mayBeSent(connector, change))
  const results = sendable.length === 0 ? [] : await deliverWatched(connector, call, sendable.map(withoutSilence))
  const byChange = new Map(sendable.map((change, index) => [change, results[index]]))
  return batch.map(change => tidy(connector, call, byChange.get(change) ?? ambiguous(connector)))
}

/** Checks a connection; what throws is an answer too. */
export async function checkSafely<S>(connector: Connector<S>, call: Call<S>): Promise<CheckResult> {
  try {
    const result = await connector.check(call)
    return result.ok ? result : { ...result, reason: withoutSecrets(connector, call, result.reason) }
  } catch (error) {
    const { reason, remedy } = explainTrouble(spokenName(connector), error)
    return { ok: false, reason, remedy: remedy ?? 'Check the address, then try again.' }
  }
}

type Named = Pick<Connector, 'label' | 'spoken' | 'guarantee'>

/** For connectors that take one record at a time. Trouble of the whole CRM ends the batch: the rest is not tried. */
export function oneByOne<S>(
  connector: Named,
  deliverOne: (call: Call<S>, change: Change) => Promise<Result>,
): (call: Call<S>, batch: Change[]) => Promise<Result[]> {
  return async (call, batch) => {
    const results: Result[] = []
    let trouble: Result | undefined
    for (const change of batch) {
      const result = trouble ? { ...trouble } : await attempt(connector, call, change, deliverOne)
      if (trouble && result.outcome === 'retry') result.maybeSent = change.maybeSent
      results.push(result)
      if (result.outcome === 'disconnected' || (result.outcome === 'retry' && result.lane)) trouble ??= result
    }
    return results
  }
}

async function attempt<S>(
  connector: Named,
  call: Call<S>,
  change: Change,
  deliverOne: (call: Call<S>, change: Change) => Promise<Result>,
): Promise<Result> {
  const watched = watchWrites(call)
  try {
    return await deliverOne(watched.call, change)
  } catch (error) {
    return afterException(connector, change, error, watched.wrote())
  }
}

async function deliverWatched<S>(connector: Connector<S>, call: Call<S>, batch: Change[]): Promise<Result[]> {
  const watched = watchWrites(call)
  try {
    const results = await connector.deliver(watched.call, batch)
    if (results.length === batch.length) return results
    throw new Error(`The connector ${connector.name} gave ${results.length} results for ${batch.length} changes`)
  } catch (error) {
    return batch.map(change => afterException(connector, change, error, watched.wrote()))
  }
}

function afterException(connector: Named, change: Change, error: unknown, wrote: boolean): Result {
  if (wrote && connector.guarantee === 'append-only') return ambiguous(connector)
  const { reason, remedy, ours, lane } = explainTrouble(spokenName(connector), error)
  if (ours && !wrote && !change.maybeSent) return { outcome: 'disconnected', reason, ...(remedy ? { remedy } : {}) }
  return { outcome: 'retry', reason, lane, maybeSent: change.maybeSent || wrote }
}

/** A shopper who left a field empty says nothing about it: what the CRM knows stays. */
function withoutSilence(change: Change): Change {
  const said = Object.entries(change.fields).filter(([, value]) => value !== null && value !== '')
  return { ...change, fields: Object.fromEntries(said) }
}

function spokenName(connector: Named): string {
  return connector.spoken ?? connector.label
}

function mayBeSent(connector: Named, change: Change): boolean {
  return !(change.maybeSent && connector.guarantee === 'append-only')
}

function ambiguous(connector: Named): Result {
  return {
    outcome: 'rejected',
    code: 'maybe-sent',
    reason: `${spokenName(connector)} may have taken this sign-up, but its answer never came.`,
    remedy: 'Look whether it has arrived there. If not, send it again.',
  }
}

/** Remembers whether anything may have been changed: a write that was not plainly refused. */
function watchWrites<S>(call: Call<S>): { call: Call<S>; wrote(): boolean } {
  let wrote = false
  return {
    wrote: () => wrote,
    call: {
      ...call,
      async http(request) {
        const writes = request.method !== 'GET' && request.reads !== true
        try {
          const answer = await call.http(request)
          if (writes && (answer.status < 300 || answer.status >= 500)) wrote = true
          return answer
        } catch (error) {
          if (writes && !(error instanceof OutboundTrouble && !error.maybeDelivered)) wrote = true
          throw error
        }
      },
    },
  }
}

type Explanation = { reason: string; remedy?: string; ours: boolean; lane: boolean }

/** What kept a call from being answered, for a retailer. `ours`: only the owner can mend it. */
function explainTrouble(label: string, error: unknown): Explanation {
  if (!(error instanceof OutboundTrouble)) return unreadable(label)
  return explanations[error.kind](label)
}

const unreadable = (label: string): Explanation => ({
  reason: `${label} gave an answer that makes no sense.`,
  ours: false,
  lane: false,
})

const explanations: Record<TroubleKind, (label: string) => Explanation> = {
  'refused-address': label => ({
    reason: `The address of ${label} does not lie on the public internet, so we do not call it.`,
    remedy: 'Enter an address that can be reached from everywhere.',
    ours: true,
    lane: true,
  }),
  'bad-request': () => ({
    reason: 'The key or the address holds a sign that cannot be sent.',
    remedy: 'Enter both again, without line breaks.',
    ours: true,
    lane: true,
  }),
  dns: label => ({ reason: `No server was found under the address of ${label}.`, ours: false, lane: true }),
  connect: label => ({ reason: `${label} could not be reached.`, ours: false, lane: true }),
  tls: label => ({ reason: `The server of ${label} could not prove who it is.`, ours: false, lane: true }),
  timeout: label => ({ reason: `${label} did not answer in time.`, ours: false, lane: true }),
  reset: label => ({ reason: `The line to ${label} broke in the middle.`, ours: false, lane: true }),
  'too-large': unreadable,
  'bad-response': unreadable,
}

function tidy<S>(connector: Connector<S>, call: Call<S>, result: Result): Result {
  if (result.outcome === 'delivered') return { ...result, recordUrl: linkOnly(result.recordUrl) }
  return { ...result, reason: withoutSecrets(connector, call, result.reason).slice(0, 500) }
}

/** It becomes a link in our pages: what a CRM answers instead of a web address (a script, say) is none. */
function linkOnly(text: string | null): string | null {
  const protocol = text === null ? undefined : URL.parse(text)?.protocol
  return protocol === 'https:' || protocol === 'http:' ? text : null
}

/** CRMs quote what they were sent; no key may come back that way. */
function withoutSecrets<S>(connector: Connector<S>, call: Call<S>, text: string): string {
  const settings = new Map<string, unknown>(Object.entries(call.settings ?? {}))
  return settingFields(connector as Connector)
    .filter(field => field.secret)
    .map(field => settings.get(field.key))
    .filter(value => typeof value === 'string' && value.length >= 4)
    .reduce<string>((cleaned, value) => cleaned.replaceAll(String(value), '…'), text)
}
