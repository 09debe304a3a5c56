import * as z from 'zod/mini'
import { storable, timeZoneSchema } from '../../platform/contract.ts'

export const storeViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  country: z.string(),
  timeZone: z.string(),
  hasStaffPin: z.boolean(),
  staff: z.array(z.object({ id: z.string(), name: z.string() })),
  /** The public form of this store, for posters and the attract screen's QR code. */
  phoneFormUrl: z.nullable(z.string()),
})
export type StoreView = z.infer<typeof storeViewSchema>
export const storeListSchema = z.object({ items: z.array(storeViewSchema) })

const name = z.string().check(z.trim(), z.minLength(1, 'Give it a name'), z.maxLength(80), storable)
export const newStoreSchema = z.object({
  name,
  country: z.string().check(z.regex(/^[A-Z]{2}$/, 'A country code like NL')),
  timeZone: timeZoneSchema,
})
export const storeChangeSchema = z.object({
  name: z.optional(name),
  staffPin: z.optional(z.string().check(z.regex(/^\d{4,8}$/, 'Four to eight digits'))),
})
export const newStaffSchema = z.object({ name })
