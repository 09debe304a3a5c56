/** A birthday as three boxes hold it: digits as typed, the year may stay empty. */
export type DateParts = { day: string; month: string; year: string }

export type BirthdayFault = 'incomplete' | 'impossible' | 'future' | 'too-old'

/** 29 February counts: a birthday without a year may be one. */
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export const isBlank = ({ day, month, year }: DateParts): boolean => `${day}${month}${year}`.trim() === ''

/** What is wrong with it, if anything; `today` as YYYY-MM-DD where the store is. An empty one has no fault. */
export function birthdayFault(parts: DateParts, today: string): BirthdayFault | undefined {
  if (isBlank(parts)) return undefined
  if (parts.day === '' || parts.month === '') return 'incomplete'
  if (parts.year !== '' && parts.year.length !== 4) return 'incomplete'
  const day = Number(parts.day)
  const days = monthLengths[Number(parts.month) - 1]
  if (days === undefined || day < 1 || day > days) return 'impossible'
  if (parts.year === '') return undefined
  if (!existsInYear(parts)) return 'impossible'
  if (birthdayText(parts) > today) return 'future'
  return Number(parts.year) < Number(today.slice(0, 4)) - 120 ? 'too-old' : undefined
}

/** YYYY-MM-DD, or --MM-DD without the year. Only for parts without a fault that are not blank. */
export function birthdayText({ day, month, year }: DateParts): string {
  return `${year === '' ? '-' : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** Whole years on `today` (YYYY-MM-DD); undefined without a year, or while there is a fault. */
export function ageOn(parts: DateParts, today: string): number | undefined {
  if (isBlank(parts) || parts.year === '' || birthdayFault(parts, today)) return undefined
  const years = Number(today.slice(0, 4)) - Number(parts.year)
  return today.slice(5) < birthdayText(parts).slice(5) ? years - 1 : years
}

/** Today's date at the store, as YYYY-MM-DD. */
export function todayIn(timeZone: string, now: number): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date(now))
  const value = (type: string): string => parts.find(part => part.type === type)?.value ?? ''
  return `${value('year')}-${value('month')}-${value('day')}`
}

/** The order in which people of a country write a date. */
export function partOrder(country: string): (keyof DateParts)[] {
  return country === 'US' ? ['month', 'day', 'year'] : ['day', 'month', 'year']
}

/** Whether no further digit can follow in this box, so that the next one may take over: "4" of a day, "12" of a month. */
export function isComplete(part: keyof DateParts, value: string): boolean {
  if (part === 'year') return value.length === 4
  return value.length === 2 || Number(value) > (part === 'day' ? 3 : 1)
}

/** The birthday spelled out for the reader, so that day and month are seen not to be swapped. */
export function spellBirthday(parts: DateParts, language: string): string {
  // 2000 was a leap year: every day of every month is in it.
  const date = new Date(
    `${parts.year || '2000'}-${parts.month.padStart(2, '0')}-${parts.day.padStart(2, '0')}T12:00:00Z`,
  )
  const year = parts.year === '' ? {} : ({ year: 'numeric' } as const)
  return date.toLocaleDateString(language === 'en' ? 'en-GB' : language, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    ...year,
  })
}

function existsInYear({ day, month, year }: DateParts): boolean {
  const date = new Date(Date.UTC(2000, Number(month) - 1, Number(day)))
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  return date.getUTCDate() === Number(day)
}
