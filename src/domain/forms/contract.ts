import * as z from 'zod/mini'

export const fieldKeys = ['firstName', 'lastName', 'email', 'phone', 'birthday'] as const
export type FieldKey = (typeof fieldKeys)[number]

const perLanguage = z.record(z.string(), z.string())

export const consentQuestionSchema = z.object({
  purpose: z.enum(['email', 'sms', 'profiling', 'terms']),
  /** A tick without which nobody can sign up (terms only; marketing never is). */
  required: z.boolean(),
  /** language → the immutable text that the shopper sees. */
  texts: z.record(
    z.string(),
    z.object({ id: z.uuid(), version: z.number(), text: z.string(), details: z.nullable(z.string()) }),
  ),
})

/** A published version: what the kiosk asks, in every language, immutable. */
export const formDefinitionSchema = z.object({
  /** The first is the default. */
  languages: z.array(z.string()).check(z.minLength(1)),
  fields: z.array(z.object({ key: z.enum(fieldKeys), required: z.boolean() })),
  /** The shop's own words per language: `invitation` on the attract screen, `promise` beside the form, `thanks` under the name, `offer` above the code. */
  words: z.object({ invitation: perLanguage, promise: perLanguage, thanks: perLanguage, offer: perLanguage }),
  consents: z.array(consentQuestionSchema),
  offer: z.nullable(z.object({ code: z.string(), barcode: z.nullable(z.enum(['code128', 'ean13'])) })),
})
export type FormDefinition = z.infer<typeof formDefinitionSchema>

export const brandingSchema = z.object({
  /** Background of the shop's side, `#rrggbb`. */
  colour: z._default(z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/)), '#1a4037'),
  tagline: z._default(z.string(), ''),
  /** data: URL, small. */
  logo: z._default(z.nullable(z.string()), null),
})

export const publishedFormSchema = z.object({
  formId: z.string(),
  versionId: z.string(),
  version: z.number(),
  name: z.string(),
  definition: formDefinitionSchema,
})
export type PublishedForm = z.infer<typeof publishedFormSchema>

/** Everything a screen needs to take a sign-up: for tablets with their keys, for phones without. */
export const storefrontSchema = z.object({
  account: z.object({ name: z.string(), branding: brandingSchema, minimumAge: z.number() }),
  store: z.object({ id: z.string(), name: z.string(), country: z.string(), timeZone: z.string() }),
  form: publishedFormSchema,
})
export type Storefront = z.infer<typeof storefrontSchema>

/** GET /dashboard/api/forms: the latest published version of each form, with what a preview needs. */
export const formViewSchema = z.extend(publishedFormSchema, {
  publishedAt: z.string(),
  account: storefrontSchema.shape.account,
  /** The stores whose screens show it. */
  stores: z.array(z.object({ id: z.string(), name: z.string(), country: z.string(), timeZone: z.string() })),
})
export type FormView = z.infer<typeof formViewSchema>
export const formListSchema = z.object({ items: z.array(formViewSchema) })
