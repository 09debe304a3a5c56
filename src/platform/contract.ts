import * as z from 'zod/mini'

/** PostgreSQL's text holds neither NUL nor half a surrogate pair; everything else is kept as typed. */
export const storable = z.refine<string>(text => !text.includes('\u0000') && text.isWellFormed(), {
  error: 'This holds characters that cannot be stored',
})

/** A name of the IANA time zone database, as this machine knows it. */
export const timeZoneSchema = z
  .string()
  .check(z.maxLength(60), z.refine(isTimeZone, { error: 'A time zone like Europe/Amsterdam' }))

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && Boolean(Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
