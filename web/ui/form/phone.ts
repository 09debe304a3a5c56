import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumber,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min'

/** This file carries the world's numbering plans and is loaded after the first paint (see phones.ts). */

export type PhoneReading =
  | { e164: string; country: string; shown: string }
  | { fault: 'short' | 'long' | 'shape'; country: string }

/** Reads a number as people of `country` type it, with or without the country in front. */
export function readPhone(typed: string, country: string): PhoneReading {
  const text = typed.trim().replace(/^00/, '+')
  const home = isSupportedCountry(country) ? country : 'NL'
  const length = validatePhoneNumberLength(text, home)
  try {
    const number = parsePhoneNumber(text, home)
    const from = number.country ?? home
    if (length === undefined && number.isValid() && /^\+[1-9]\d{6,14}$/.test(number.number)) {
      return { e164: number.number, country: from, shown: nationally(number.formatInternational()) }
    }
    return { fault: faultOf(length), country: from }
  } catch {
    return { fault: faultOf(length), country: home }
  }
}

/** "+31612345678" → "+31 6 12345678"; what is no number stays as it is. */
export function groupPhone(e164: string): string {
  try {
    return parsePhoneNumber(e164).formatInternational()
  } catch {
    return e164
  }
}

export type Prefix = { country: string; code: string }

/** Every country with its calling code, in no order that means anything. */
export function prefixes(): Prefix[] {
  return getCountries().map(country => ({ country, code: `+${getCountryCallingCode(country)}` }))
}

/** "+31 6 12345678" without its prefix, which stands beside the box. */
function nationally(international: string): string {
  return international.replace(/^\+\d+\s*/, '')
}

function faultOf(length: ReturnType<typeof validatePhoneNumberLength>): 'short' | 'long' | 'shape' {
  if (length === 'TOO_SHORT') return 'short'
  return length === 'TOO_LONG' ? 'long' : 'shape'
}
