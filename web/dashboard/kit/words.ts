/** "1 sign-up", "1,284 sign-ups". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${figure(number)} ${number === 1 ? one : many}`
}

export function figure(number: number): string {
  return new Intl.NumberFormat().format(number)
}

/** 0.992 → "99.2 %"; whole numbers without a decimal. */
export function percent(share: number): string {
  const value = Math.round(share * 1000) / 10
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(value)} %`
}

/** "A", "A and B", "A, B and C". */
export function list(words: string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(words).replace(/, and /, ' and ')
}

/** Two letters for who has no picture. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(word => /^[\p{L}\p{N}]/u.test(word))
  const [first = '?', ...rest] = words
  return firstLetter(first).toUpperCase() + firstLetter(rest.at(-1) ?? '').toUpperCase()
}

/** The first letter as a person counts letters; '' of nothing. */
export function firstLetter(text: string): string {
  for (const { segment } of letters.segment(text)) return segment
  return ''
}

const letters = new Intl.Segmenter()

export function fullName(person: { firstName: string | null; lastName: string | null }, otherwise = 'No name'): string {
  return [person.firstName, person.lastName].filter(Boolean).join(' ') || otherwise
}

const languageNames = new Intl.DisplayNames('en', { type: 'language' })

/** "en" → "English"; what nobody knows stays as it is. */
export function languageName(tag: string): string {
  try {
    return languageNames.of(tag) ?? tag
  } catch {
    return tag
  }
}
