const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Relative up to a day ("just now", "12 s", "4 min", "3 h"), then the date. `at`: ISO 8601, `now`: ms since 1970. */
export function ago(at: string, now: number, timeZone: string): string {
  const then = Date.parse(at)
  const passed = now - then
  if (passed < 5 * second && passed > -minute) return 'just now'
  if (passed < 0 || passed >= day) return dateOf(then, now, timeZone)
  if (passed < minute) return `${Math.floor(passed / second)} s`
  if (passed < hour) return `${Math.floor(passed / minute)} min`
  return `${Math.floor(passed / hour)} h`
}

/** The same in a sentence: "12 s ago", "on 3 Mar". */
export function agoInSentence(at: string, now: number, timeZone: string): string {
  const words = ago(at, now, timeZone)
  if (words === 'just now') return words
  return /^\d+ (s|min|h)$/.test(words) ? `${words} ago` : `on ${words}`
}

/** "in 2 min"; what is due already goes "now". */
export function until(at: string, now: number, timeZone: string): string {
  const left = Date.parse(at) - now
  if (left < second) return 'now'
  if (left < minute) return `in ${Math.ceil(left / second)} s`
  if (left < hour) return `in ${Math.ceil(left / minute)} min`
  return left < day ? `in ${Math.ceil(left / hour)} h` : `on ${exact(at, timeZone)}`
}

function dateOf(then: number, now: number, timeZone: string): string {
  const year = (time: number) => format(time, timeZone, { year: 'numeric' })
  return format(then, timeZone, {
    day: 'numeric',
    month: 'short',
    ...(year(then) === year(now) ? {} : { year: 'numeric' }),
  })
}

/** Date and time to the second, with the zone's name. */
export function exact(at: string, timeZone: string): string {
  return format(Date.parse(at), timeZone, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  })
}

/** "14:02:11" */
export function clockTime(at: string, timeZone: string): string {
  return format(Date.parse(at), timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
}

/** Midnight in `timeZone` of the day `daysAgo` before `now`, as ISO 8601. */
export function startOfDay(now: number, daysAgo: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const [year = 0, month = 1, date = 1] = parts.format(now).split('-').map(Number)
  const guess = Date.UTC(year, month - 1, date - daysAgo)
  return new Date(guess - offset(guess - offset(guess, timeZone), timeZone)).toISOString()
}

/** What clocks in `timeZone` show beyond UTC at that moment, in ms. */
function offset(time: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const part = Object.fromEntries(clock.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day: date = 1, hour: hours = 0, minute: minutes = 0, second: seconds = 0 } = part
  return Date.UTC(year, month - 1, date, hours, minutes, seconds) - Math.floor(time / second) * second
}

function format(time: number, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(undefined, { timeZone, ...options }).format(time)
}

/** "1990-12-31" and "--12-31" as a person writes it, without a year where none was told. */
export function birthday(value: string): string {
  const [, year, month, date] = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(value) ?? []
  if (!month || !date) return value
  const known = year !== '-' && year !== undefined
  return new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
    ...(known ? { year: 'numeric' } : {}),
  }).format(new Date(`${known ? year : '2000'}-${month}-${date}T12:00:00Z`))
}
