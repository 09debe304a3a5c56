import * as z from 'zod/mini'

/**
 * What a connector can promise about records:
 * `upsert-key` – the CRM itself joins by a key, repeating is harmless;
 * `search-then-create` – we look before we create, and look again before repeating a call that may have been accepted;
 * `append-only` – each call adds; what may have been accepted is parked instead of repeated.
 */
export type Guarantee = 'upsert-key' | 'search-then-create' | 'append-only'

export type FieldValue = string | number | boolean | null

/** One sign-up on its way to one connection. */
export type Change = {
  /** The delivery's id, the same at every attempt: an idempotency key. */
  id: string
  signupId: string
  kind: 'signup'
  /** The CRM's record of this customer, when we know it from an earlier delivery. */
  recordId: string | null
  /** An earlier call may have been accepted although nobody heard the answer: look before repeating. */
  maybeSent: boolean
  /** When that call was made, in milliseconds since 1970; lets a connector wait for a search index that lags. */
  maybeSentAt?: number | null
  /** Newer sign-ups of this customer went first: only what is blank in the CRM may be filled. */
  fillBlanksOnly: boolean
  /** Already mapped: the CRM's field → value. Phone numbers are E.164, dates YYYY-MM-DD or --MM-DD. */
  fields: Record<string, FieldValue>
  /** By what a person is recognised, before mapping. */
  person: { email: string | null; phone: string | null; firstName: string | null; lastName: string | null }
  /** The whole public JSON of the sign-up, for receivers that take everything. */
  event: unknown
}

/** What became of one change. Reasons are for retailers: plain words, no codes of protocols, no secrets. */
export type Result =
  | { outcome: 'delivered'; recordId: string | null; recordUrl: string | null; created: boolean | null; note?: string }
  | {
      outcome: 'retry'
      reason: string
      /** When to try again, if the CRM said so. */
      afterMs?: number
      /** The trouble is the whole CRM's, not this record's: everything for it waits. */
      lane: boolean
      maybeSent: boolean
    }
  /** This record is not taken as it is: a person has to look. `code` groups like with like. */
  | { outcome: 'rejected'; code: string; reason: string; remedy?: string }
  /** Nothing can be handed over until the owner does something. */
  | { outcome: 'disconnected'; reason: string; remedy?: string }

export type CallRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Record<string, string>
  /** Sent as JSON; `text` is sent as it is. */
  json?: unknown
  text?: string
  /** A POST that only reads, such as a search. Default: GET reads, everything else writes. */
  reads?: boolean
}
export type CallAnswer = { status: number; headers: Record<string, string>; text(): string; json(): unknown }

export type Call<S> = {
  /** The guarded client within this call's deadline. Redirects are not followed. Throws when there is no usable answer. */
  http(request: CallRequest): Promise<CallAnswer>
  /** Milliseconds since 1970. */
  now(): number
  /** As the connector's schema has checked them, secrets included. */
  settings: S
  /** Where this CustomerInfo is reached, without a trailing slash. */
  publicUrl: string
}

export type TargetField = { key: string; label: string; type: string; required: boolean }
export type CheckResult = { ok: true; account?: string } | { ok: false; reason: string; remedy: string }

/** One CRM, one file: what a retailer fills in, how fast it may go, and how a change is handed over. */
export type Connector<S = Settings> = {
  /** In the database and in addresses: never changes. */
  name: string
  label: string
  /** How sentences name it ("Your server did not answer in time."). Default: the label. */
  spoken?: string
  /** One sentence under the label. */
  summary: string
  guarantee: Guarantee
  /** The settings form renders from it: an object of strings, each field registered with `setting`. */
  settings: z.ZodMiniType<S> & { shape: Record<string, z.ZodMiniType> }
  /** Largest `deliver` batch, calls at the same time, and calls per second where the CRM has a limit. */
  pace: { batch: number; concurrency: number; perSecond?: number }
  /** Default mapping, our field → the CRM's. null: it takes the whole sign-up and there is nothing to map. */
  fields: Record<string, string> | null
  /** The CRM's own fields, for the mapping screen. May throw. */
  discover?(call: Call<S>): Promise<TargetField[]>
  /** Whether address and key are good, changing nothing. May throw. */
  check(call: Call<S>): Promise<CheckResult>
  /** One result per change, in order. May throw: `deliverSafely` turns that into results. */
  deliver(call: Call<S>, batch: Change[]): Promise<Result[]>
}
export type Settings = Record<string, string | undefined>
export type Connectors = readonly Connector[]

export type SettingMeta = {
  title: string
  description?: string
  placeholder?: string
  /** Kept sealed, and never shown again. */
  secret?: true
}
export const settingRegistry = z.registry<SettingMeta>()

/** Gives a field of a settings schema its place in the form. */
export function setting<T extends z.ZodMiniType>(schema: T, meta: SettingMeta): T {
  settingRegistry.add(schema, meta)
  return schema
}

/** A web address without a slash at the end. */
export const webAddress = z.pipe(
  z.string().check(z.trim(), z.maxLength(500), z.url({ protocol: /^https?$/, error: 'This is not a web address' })),
  z.transform(value => value.replace(/\/+$/, '')),
)

export type SettingField = {
  key: string
  title: string
  description: string | null
  placeholder: string | null
  secret: boolean
  required: boolean
}

/** The fields of a connector's settings form, in order. */
export function settingFields(connector: Connector): SettingField[] {
  return Object.entries(connector.settings.shape).map(([key, schema]) => {
    const meta = settingRegistry.get(schema)
    return {
      key,
      title: meta?.title ?? key,
      description: meta?.description ?? null,
      placeholder: meta?.placeholder ?? null,
      secret: meta?.secret ?? false,
      required: !schema.safeParse(undefined).success,
    }
  })
}

export function findConnector(connectors: Connectors, name: string): Connector | undefined {
  return connectors.find(connector => connector.name === name)
}
