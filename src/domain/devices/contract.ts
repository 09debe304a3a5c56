import * as z from 'zod/mini'
import { storable } from '../../platform/contract.ts'
import { storefrontSchema } from '../forms/contract.ts'

/** A P-256 public key as JWK. */
export const publicKeySchema = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() })

const short = z.string().check(z.maxLength(200), storable)
/** What fits PostgreSQL's integer. */
const count = z.int().check(z.gte(0), z.lte(2_147_483_647))
export const deviceFactsSchema = z.object({
  os: z.optional(short),
  osVersion: z.optional(short),
  browser: z.optional(short),
  appVersion: z.optional(short),
})
export type DeviceFacts = z.infer<typeof deviceFactsSchema>

/** POST /kiosk/api/pairing: a tablet asks for a code. Proven by the key that it offers. */
export const pairingRequestSchema = z.object({ publicKey: publicKeySchema, device: deviceFactsSchema })
/** `id` names the request for polling; `code` is what a member types; `url` what a member may scan instead. */
export const pairingOfferSchema = z.object({ id: z.string(), code: z.string(), url: z.string(), expiresAt: z.string() })
/** GET /kiosk/api/pairing/:id, proven by the same key. */
export const pairingPollSchema = z.object({
  state: z.enum(['waiting', 'paired', 'expired']),
  pairingId: z.nullable(z.string()),
})

/** POST /dashboard/api/devices: a member types the code, names the tablet and its store. */
export const pairDeviceSchema = z.object({
  code: z.string().check(z.maxLength(20)),
  name: z.string().check(z.trim(), z.minLength(1, 'Give the tablet a name'), z.maxLength(80), storable),
  storeId: z.uuid(),
})

/** GET /kiosk/api/setup, proven: all that a tablet needs to work a week on its own. */
export const kioskSetupSchema = z.extend(storefrontSchema, {
  pairing: z.object({ id: z.string(), deviceName: z.string(), standName: z.string(), pairedAt: z.string() }),
  openingKey: z.object({ id: z.string(), publicKey: z.string() }),
  staff: z.array(z.object({ id: z.string(), name: z.string() })),
  /** PBKDF2-SHA-256 verifier (32 bytes; `salt` and `hash` base64url) of the PIN that ends kiosk mode; null: none set, any member's settings page can set one. */
  staffPin: z.nullable(z.object({ salt: z.string(), iterations: z.number(), hash: z.string() })),
  /** The same form on the shopper's own phone. */
  phoneFormUrl: z.nullable(z.string()),
  /** Changes whenever any of the above does. */
  etag: z.string(),
})
export type KioskSetup = z.infer<typeof kioskSetupSchema>

/** POST /kiosk/api/heartbeat, every 60 s while the page is open. */
export const heartbeatSchema = z.object({
  lastNumber: count,
  queue: count,
  oldestQueuedAt: z.nullable(z.string()),
  storagePersisted: z.nullable(z.boolean()),
  battery: z.nullable(z.number().check(z.gte(0), z.lte(1))),
  lastError: z.nullable(short),
  device: deviceFactsSchema,
})
export const heartbeatAnswerSchema = z.object({ setupEtag: z.string(), missing: z.number(), now: z.string() })

/**
 * A device whose pairing ended gets problem+json 401, code `unauthenticated`, with `ended: {reason: 'revoked' | 'replaced' | 'stolen', at, handIn: boolean}`.
 * One whose proof needs a (new) nonce gets 401 with header `DPoP-Nonce` and `proof: 'nonce'`; every good answer carries the next nonce in the same header.
 *
 * The proof is a JWS in the header `DPoP` (shape of RFC 9449): header {typ: 'dpop+jwt', alg: 'ES256', jwk (while pairing) or kid (pairing id)},
 * claims {htm, htu (URL without query), jti, nonce, bth: base64url SHA-256 of the body, '' hashed when there is none}. No `iat`: tablets' clocks are not to be trusted.
 */

/** GET /kiosk/api/recent, proven: what staff see of this store, newest first. */
export const recentSignupSchema = z.object({
  id: z.string(),
  /** First name and initial. */
  who: z.string(),
  receivedAt: z.string(),
  deliveries: z.array(
    z.object({
      connectionName: z.string(),
      state: z.string(),
      reason: z.nullable(z.string()),
      recordUrl: z.nullable(z.string()),
    }),
  ),
})
export const recentSignupsSchema = z.object({ items: z.array(recentSignupSchema), missing: z.number() })

export const deviceViewSchema = z.object({
  id: z.string(),
  pairingId: z.string(),
  name: z.string(),
  uid: z.string(),
  os: z.nullable(z.string()),
  osVersion: z.nullable(z.string()),
  browser: z.nullable(z.string()),
  appVersion: z.nullable(z.string()),
  storeId: z.string(),
  storeName: z.string(),
  standName: z.string(),
  pairedAt: z.string(),
  endedAt: z.nullable(z.string()),
  endReason: z.nullable(z.enum(['revoked', 'replaced', 'stolen'])),
  lastSeenAt: z.nullable(z.string()),
  /** Heard from within the last 150 seconds. */
  online: z.boolean(),
  queue: z.number(),
  oldestQueuedAt: z.nullable(z.string()),
  storagePersisted: z.nullable(z.boolean()),
  battery: z.nullable(z.number()),
  lastError: z.nullable(z.string()),
  /** The last number that it gave away. */
  lastNumber: z.number(),
  /** Sign-ups that it numbered and that have neither arrived nor wait in its queue. */
  missing: z.number(),
  /** The first few of them. */
  missingNumbers: z.array(z.number()),
  signupsToday: z.number(),
})
export type DeviceView = z.infer<typeof deviceViewSchema>
export const deviceListSchema = z.object({ items: z.array(deviceViewSchema) })
export const revokeDeviceSchema = z.object({ reason: z.enum(['revoked', 'stolen']) })
