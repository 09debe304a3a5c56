import * as z from 'zod/mini'

/** PostgreSQL's text holds neither NUL nor half a surrogate pair; everything else is kept as typed. */
export const storable = z.refine<string>(text => !text.includes('\u0000') && text.isWellFormed(), {
  error: 'This holds characters that cannot be stored',
})
