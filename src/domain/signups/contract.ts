import * as z from 'zod/mini'
import { maxSignupBytes } from './envelope.ts'

export { type Envelope, envelopeHeader, maxSignupBytes, sealingPurpose, signedText } from './envelope.ts'

/** PostgreSQL's text holds neither NUL nor half a surrogate pair; whatever else was typed is kept as typed. */
const storable = z.refine<string>(text => !text.includes('\u0000') && text.isWellFormed(), {
  error: 'This holds characters that cannot be stored',
})
const text = (max: number) => z.string().check(z.maxLength(max, `At most ${max} characters`), storable)
const filled = (max: number) => text(max).check(z.refine(value => value.trim() !== '', { error: 'This is empty' }))

/** Days per month, 29 February included: a birthday without a year may be one. */
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
function isBirthday(value: string): boolean {
  const [, year, month, day] = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(value) ?? []
  const days = monthLengths[Number(month) - 1]
  if (year === undefined || days === undefined || Number(day) < 1 || Number(day) > days) return false
  const leapless =
    year !== '-' && month === '02' && day === '29' && new Date(`${year}-02-29T00:00:00Z`).getUTCDate() !== 29
  return !leapless
}

/** `YYYY-MM-DD`, or `--MM-DD` for who keeps the year to themselves (ISO 8601-1:2019's notation of a yearless date in vCard). */
export const birthdaySchema = z
  .string()
  .check(z.refine(isBirthday, { error: 'A date as 1990-12-31, or --12-31 without the year' }))
export const emailSchema = text(254).check(z.regex(/^[^\s@]+@[^\s@]+\.[^\s@.]+$/, 'An address like name@example.com'))
/** E.164. */
export const phoneSchema = z
  .string()
  .check(z.regex(/^\+[1-9]\d{6,14}$/, 'A number with its country, like +31612345678'))
export const languageSchema = z
  .string()
  .check(z.maxLength(35), z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'A language tag like en or pt-BR'))

export const answersSchema = z
  .strictObject({
    firstName: z.optional(filled(300)),
    lastName: z.optional(filled(300)),
    email: z.optional(emailSchema),
    phone: z.optional(phoneSchema),
    birthday: z.optional(birthdaySchema),
  })
  .check(
    z.refine(answers => answers.email !== undefined || answers.phone !== undefined, {
      error: 'An e-mail address or a phone number is needed',
      path: ['email'],
    }),
  )

const id = z.uuid('A UUID')
/** In lower case whatever was sent: the same id in other letters is the same sign-up. Not for envelopes, whose text is signed. */
const writtenId = z.uuid('A UUID').check(z.toLowerCase())
/** RFC 3339 with an offset. The tablet's clock may be wrong by years: only what PostgreSQL cannot hold is refused. */
const instant = z.iso
  .datetime({ offset: true, error: 'A time like 2026-11-20T12:00:00Z' })
  .check(z.refine(isStorable, { error: 'A time between the years 1 and 9999' }))
function isStorable(value: string): boolean {
  const year = new Date(value).getUTCFullYear()
  return year >= 1 && year <= 9999
}

const content = {
  /** The published form version that was on the screen. */
  formVersion: z.optional(writtenId),
  capturedAt: z.optional(instant),
  language: z.optional(languageSchema),
  answers: answersSchema,
  /** One entry for each consent text that was shown, ticked or not. */
  consents: z._default(
    z.array(z.strictObject({ text: writtenId, given: z.boolean() })).check(
      z.maxLength(20),
      z.refine(all => new Set(all.map(one => one.text)).size === all.length, {
        error: 'A text may stand here once',
      }),
    ),
    [],
  ),
  staff: z.optional(writtenId),
  offerCode: z.optional(text(64)),
  durationMs: z.optional(z.int().check(z.gte(0), z.lte(86_400_000))),
  /** Marked as a trial: never billed. */
  test: z.optional(z.boolean()),
}

/** What a sealed envelope holds. */
export const signupContentSchema = z.strictObject(content)
export type SignupContent = z.infer<typeof signupContentSchema>

/** A sign-up in the clear, from the API or the shopper's own phone. `id` is minted by the sender (UUIDv7) and is its name for ever. */
export const plainSignupSchema = z.strictObject({ id: writtenId, ...content })
export type PlainSignup = z.infer<typeof plainSignupSchema>
/** What a shopper's own phone may send: trials, which are not billed, are for tablets and keys. */
export const shopperSignupSchema = z.omit(plainSignupSchema, { test: true })

const base64url = (max: number) => z.string().check(z.regex(/^[A-Za-z0-9_-]+$/), z.maxLength(max))

/** A sealed sign-up: `header`, `enc` and `ct` are signed by the device's key, `ct` is HPKE to the account's opening key. */
export const envelopeSchema = z.strictObject({
  v: z.literal(1),
  id,
  pairing: id,
  /** Counts from 1 with each pairing, without gaps. */
  number: z.int().check(z.gte(1), z.lte(2_147_483_647)),
  /** The opening key it is sealed to. */
  key: id,
  enc: base64url(100),
  ct: base64url(maxSignupBytes),
  sig: base64url(100),
})

/** What a device posts: up to a hundred at once. Elements are looked at one by one, so that a broken one holds up no other. */
export const handInSchema = z.object({ envelopes: z.array(z.unknown()).check(z.minLength(1), z.maxLength(100)) })

/** The answer about one sign-up, the same each time the same bytes come. */
export const intakeAnswerSchema = z.object({
  id: z.nullable(z.string()),
  /** `accepted` and `quarantined` are stored for ever and may be forgotten by the sender; `conflict`: another sign-up has this id; `invalid`: could not be read at all (no valid id or signature). */
  status: z.enum(['accepted', 'quarantined', 'erased', 'conflict', 'invalid']),
  receivedAt: z.nullable(z.string()),
  reason: z.nullable(z.string()),
})
export type IntakeAnswer = z.infer<typeof intakeAnswerSchema>
export const handInAnswerSchema = z.object({ results: z.array(intakeAnswerSchema) })

/** A delivery as lists show it. */
export const deliveryStateSchema = z.enum(['pending', 'delivering', 'delivered', 'retrying', 'parked', 'skipped'])
export const deliveryBriefSchema = z.object({
  id: z.string(),
  connectionId: z.string(),
  connectionName: z.string(),
  connector: z.string(),
  state: deliveryStateSchema,
  /** Plain words: why it waits or is parked. */
  reason: z.nullable(z.string()),
  dueAt: z.nullable(z.string()),
  deliveredAt: z.nullable(z.string()),
  recordId: z.nullable(z.string()),
  recordUrl: z.nullable(z.string()),
})
export type DeliveryBrief = z.infer<typeof deliveryBriefSchema>

export const signupBriefSchema = z.object({
  id: z.string(),
  state: z.enum(['accepted', 'quarantined', 'erased']),
  reason: z.nullable(z.string()),
  firstName: z.nullable(z.string()),
  lastName: z.nullable(z.string()),
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  language: z.nullable(z.string()),
  storeId: z.nullable(z.string()),
  storeName: z.nullable(z.string()),
  /** Tablet, API key or "phone". */
  source: z.object({ kind: z.enum(['device', 'api-key', 'phone-form']), id: z.string(), name: z.string() }),
  number: z.nullable(z.number()),
  test: z.boolean(),
  /** Any marketing consent given. */
  consented: z.boolean(),
  capturedAt: z.nullable(z.string()),
  receivedAt: z.string(),
  deliveries: z.array(deliveryBriefSchema),
})
export type SignupBrief = z.infer<typeof signupBriefSchema>

export const consentProofSchema = z.object({
  purpose: z.string(),
  version: z.number(),
  language: z.string(),
  text: z.string(),
  details: z.nullable(z.string()),
  /** SHA-256 of the text, hex. */
  textHash: z.string(),
  given: z.boolean(),
  capturedAt: z.nullable(z.string()),
  receivedAt: z.string(),
})

/** One step on the way from glass to CRM, in words that a cashier understands. */
export const timelineStepSchema = z.object({
  at: z.string(),
  tone: z.enum(['good', 'waiting', 'bad', 'neutral']),
  title: z.string(),
  detail: z.nullable(z.string()),
  /** For the curious, unfolded on demand: status, duration, ids. */
  technical: z.nullable(z.record(z.string(), z.unknown())),
})
export type TimelineStep = z.infer<typeof timelineStepSchema>

export const signupDetailSchema = z.extend(signupBriefSchema, {
  answers: z.record(z.string(), z.unknown()),
  offerCode: z.nullable(z.string()),
  durationMs: z.nullable(z.number()),
  staffName: z.nullable(z.string()),
  formName: z.nullable(z.string()),
  formVersion: z.nullable(z.number()),
  consents: z.array(consentProofSchema),
  timeline: z.array(timelineStepSchema),
})
export type SignupDetail = z.infer<typeof signupDetailSchema>

export const signupListQuerySchema = z.object({
  /** Opaque; from the previous page's `next`. */
  cursor: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(200)), 50),
  /** Part of a name, address or number. */
  search: z.optional(z.string().check(z.maxLength(200))),
  /** `waiting`: any delivery pending, delivering or retrying. */
  delivery: z.optional(z.enum(['delivered', 'waiting', 'parked', 'skipped'])),
  state: z.optional(z.enum(['accepted', 'quarantined', 'erased'])),
  store: z.optional(id),
  /** Received at or after / before. */
  from: z.optional(instant),
  until: z.optional(instant),
})
export type SignupListQuery = z.infer<typeof signupListQuerySchema>
export const signupPageSchema = z.object({ items: z.array(signupBriefSchema), next: z.nullable(z.string()) })
export const signupCountsSchema = z.object({
  today: z.number(),
  waiting: z.number(),
  parked: z.number(),
  quarantined: z.number(),
})

/** The public API's order is arrival, oldest first: a reader that keeps `next` sees each sign-up exactly once, late commits included. */
export const apiListQuerySchema = z.omit(signupListQuerySchema, { search: true })
