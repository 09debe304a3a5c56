import type { PhoneReading, Prefix } from './phone.ts'

/** The numbering plans, loaded once after the first paint. */
type Phones = {
  readPhone: (typed: string, country: string) => PhoneReading
  prefixes: () => Prefix[]
}

let loading: Promise<Phones> | undefined

/** Rejects when they cannot be had (no network, nothing cached); the next call tries again. */
export function phones(): Promise<Phones> {
  loading ??= import('./phone.ts').catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

/**
 * For the one case that the numbering plans are not there: a number with its country in front can be told by itself,
 * every other is asked for again in that form.
 */
export function readPlainly(typed: string, country: string): PhoneReading {
  const text = typed
    .trim()
    .replace(/^00/, '+')
    .replace(/[\s().-]/g, '')
  return /^\+[1-9]\d{6,14}$/.test(text) ? { e164: text, country, shown: typed } : { fault: 'shape', country }
}
