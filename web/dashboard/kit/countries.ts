// Where shops are that we know of, and their neighbours; a new one is one more code.
const codes =
  'AT AU BE BG BR CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IN IS IT JP KR LI LT LU LV MT MX NL NO NZ PL PT RO RS SE SG SI SK TR UA US ZA'

const names = new Intl.DisplayNames('en', { type: 'region' })

/** For a select: `{value: 'NL', label: 'Netherlands'}`, by name. */
export const countries = codes
  .split(' ')
  .map(value => ({ value, label: names.of(value) ?? value }))
  .sort((one, other) => one.label.localeCompare(other.label))

/** The country of the reader's browser, as far as it says one. */
export function likelyCountry(): string {
  const region = new Intl.Locale(navigator.language).maximize().region
  return countries.some(({ value }) => value === region) ? (region ?? 'NL') : 'NL'
}

export const likelyTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

export const timeZones = (): string[] => [...new Set([likelyTimeZone(), ...Intl.supportedValuesOf('timeZone')])].sort()
