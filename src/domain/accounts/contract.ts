import * as z from 'zod/mini'
import { storable, timeZoneSchema } from '../../platform/contract.ts'

export const roles = ['owner', 'manager', 'staff', 'viewer'] as const
export type MemberRole = (typeof roles)[number]

/** Everything that a member may be let do or not; policy.ts says who may. */
export const verbs = [
  'overview.read',
  'signups.read',
  'deliveries.read',
  'deliveries.replay',
  'connections.read',
  'connections.change',
  'devices.read',
  'devices.pair',
  'devices.end',
  'stores.read',
  'stores.create',
  'stores.change',
  'forms.read',
  'forms.publish',
  'api-keys.read',
  'api-keys.change',
] as const
export type Verb = (typeof verbs)[number]

/** NIST 800-63B: length, not composition. */
export const passwordSchema = z
  .string()
  .check(z.minLength(15, 'At least 15 characters; a sentence does well'), z.maxLength(200))
const emailAddress = z
  .string()
  .check(
    z.trim(),
    z.toLowerCase(),
    z.maxLength(254),
    storable,
    z.regex(/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/, 'An address like name@example.com'),
  )

/** POST /dashboard/api/registration → 202 always, whether or not the address is known. */
export const registrationSchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, 'Tell us your name'), z.maxLength(100), storable),
  shop: z.string().check(z.trim(), z.minLength(1, 'Tell us what your shop is called'), z.maxLength(100), storable),
  email: emailAddress,
  password: passwordSchema,
  country: z.string().check(z.regex(/^[A-Z]{2}$/)),
  timeZone: timeZoneSchema,
})
/** POST /dashboard/api/session → me. 403 with `confirm: true`: the password is right, the address is not confirmed yet. */
export const signInSchema = z.object({ email: emailAddress, password: z.string().check(z.maxLength(200)) })
/** POST /dashboard/api/email-confirmation/request → 202 always: sends the link again. */
export const requestConfirmationSchema = z.object({ email: emailAddress })
/** POST /dashboard/api/email-confirmation */
export const confirmEmailSchema = z.object({ token: z.string().check(z.maxLength(2000)) })
/** POST /dashboard/api/password-reset/request → 202 always */
export const requestResetSchema = z.object({ email: emailAddress })
/** POST /dashboard/api/password-reset */
export const resetPasswordSchema = z.object({ token: z.string().check(z.maxLength(200)), password: passwordSchema })

/** GET /dashboard/api/me */
export const meSchema = z.object({
  person: z.object({ id: z.string(), name: z.string(), email: z.string(), emailVerified: z.boolean() }),
  account: z.object({
    id: z.string(),
    name: z.string(),
    state: z.string(),
    timeZone: z.string(),
    language: z.string(),
    branding: z.unknown(),
  }),
  role: z.enum(roles),
  /** What that role may do: screens offer nothing else. */
  may: z.array(z.enum(verbs)),
  /** The development mail page and the practice CRM exist here. */
  demo: z.boolean(),
})
export type Me = z.infer<typeof meSchema>

export const apiScopes = ['signups:write', 'signups:read'] as const
export const newApiKeySchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, 'Give the key a name'), z.maxLength(80), storable),
  scopes: z.array(z.enum(apiScopes)).check(z.minLength(1)),
})
export const apiKeyViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  revokedAt: z.nullable(z.string()),
})
export const apiKeyListSchema = z.object({ items: z.array(apiKeyViewSchema) })
/** The key itself is shown this once. */
export const createdApiKeySchema = z.extend(apiKeyViewSchema, { key: z.string() })
