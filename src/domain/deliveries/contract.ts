import * as z from 'zod/mini'

export const connectionStateSchema = z.enum(['connected', 'degraded', 'disconnected', 'paused'])
export const guaranteeSchema = z.enum(['upsert-key', 'search-then-create', 'append-only'])

/** A field of a connector's settings form, made from its schema. */
export const settingsFieldSchema = z.object({
  key: z.string(),
  title: z.string(),
  description: z.nullable(z.string()),
  secret: z.boolean(),
  required: z.boolean(),
  placeholder: z.nullable(z.string()),
})
export const targetFieldSchema = z.object({
  key: z.string(),
  label: z.string(),
  type: z.string(),
  required: z.boolean(),
})
/** What of a sign-up can be mapped: `firstName` … `consent.email`, `store`, `signupId`. */
export const sourceFieldSchema = z.object({ key: z.string(), label: z.string() })

export const connectorViewSchema = z.object({
  name: z.string(),
  label: z.string(),
  summary: z.string(),
  guarantee: guaranteeSchema,
  /** The guarantee in a sentence for the retailer. */
  guaranteeWords: z.string(),
  settings: z.array(settingsFieldSchema),
  /** False: takes the whole sign-up, there is nothing to map. */
  mappable: z.boolean(),
})
export const connectorListSchema = z.object({
  items: z.array(connectorViewSchema),
  sources: z.array(sourceFieldSchema),
})

export const connectionViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  connector: z.string(),
  connectorLabel: z.string(),
  guarantee: guaranteeSchema,
  guaranteeWords: z.string(),
  state: connectionStateSchema,
  /** Plain words; null when all is well. */
  stateReason: z.nullable(z.string()),
  remedy: z.nullable(z.string()),
  /** Without secrets; secrets stand as `{key: true}` in `secretsSet`. */
  settings: z.record(z.string(), z.string()),
  secretsSet: z.array(z.string()),
  mapping: z.record(z.string(), z.string()),
  mappable: z.boolean(),
  counts: z.object({ waiting: z.number(), parked: z.number(), deliveredToday: z.number() }),
  nextAttemptAt: z.nullable(z.string()),
  lastDeliveredAt: z.nullable(z.string()),
  createdAt: z.string(),
})
export type ConnectionView = z.infer<typeof connectionViewSchema>
export const connectionListSchema = z.object({ items: z.array(connectionViewSchema) })

const settings = z.record(z.string().check(z.maxLength(60)), z.string().check(z.maxLength(4000)))
export const newConnectionSchema = z.object({
  connector: z.string(),
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
  settings,
})
/** A secret that is left out keeps its value. */
export const connectionChangeSchema = z.object({
  name: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(80))),
  settings: z.optional(settings),
  mapping: z.optional(z.record(z.string(), z.string())),
})
export const connectionCheckSchema = z.object({ ok: z.boolean(), message: z.string(), remedy: z.nullable(z.string()) })
export const targetFieldListSchema = z.object({ items: z.array(targetFieldSchema) })

export const parkedGroupSchema = z.object({
  connectionId: z.string(),
  reasonCode: z.string(),
  reason: z.string(),
  count: z.number(),
  deliveryIds: z.array(z.string()),
})
export const parkedListSchema = z.object({ groups: z.array(parkedGroupSchema) })
/** Replays one, a selection, or everything parked (of a connection). */
export const replaySchema = z.object({
  deliveries: z.optional(z.array(z.uuid()).check(z.maxLength(1000))),
  connection: z.optional(z.uuid()),
  allParked: z.optional(z.boolean()),
})
export const replayAnswerSchema = z.object({ replayed: z.number() })
