import * as z from 'zod/mini'
import type { Ports } from '../platform/ports.ts'

/** RFC 9457, as every refusal is answered. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  fields: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
})

export function apiDescription(ports: Pick<Ports, 'publicUrl'>) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'CustomerInfo API',
      version: '1',
      description: [
        'Sign-ups in and out, by API key. A 2xx is sent only after the sign-up is stored durably.',
        'Refusals are `application/problem+json` (RFC 9457): `code` is one of `invalid`, `malformed`, `unauthenticated`, `forbidden`, `not-found`, `conflict`, `too-large`, `unsupported`, `too-many`, `unavailable`, `internal`; `fields` names what is wrong where.',
        'After 429 and 503 wait as long as `Retry-After` says and send the same request again: it is taken once.',
      ].join('\n\n'),
    },
    servers: [{ url: ports.publicUrl }],
    components: {
      securitySchemes: { apiKey: { type: 'http' as const, scheme: 'bearer', description: 'An API key, `ci_live_…`' } },
    },
  }
}
