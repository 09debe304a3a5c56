import { expect, test } from 'vitest'
import { ago, agoInSentence, birthday, clockTime, exact, startOfDay, until } from './time.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const zone = 'Europe/Amsterdam'
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString()

test('times are relative up to a day, and dates beyond', () => {
  expect([2, 12, 240, 3 * 3600].map(seconds => ago(before(seconds), now, zone))).toEqual([
    'just now',
    '12 s',
    '4 min',
    '3 h',
  ])
  expect(ago(before(2 * 86_400), now, zone)).toMatch(/18/)
  expect(ago(before(2 * 86_400), now, zone)).not.toMatch(/2026/)
  expect(ago(before(400 * 86_400), now, zone)).toMatch(/2025/)
  expect(ago(before(-30), now, zone)).toBe('just now')
  expect(ago(before(-7200), now, zone)).toMatch(/20/)
})

test('in a sentence they read on', () => {
  expect(agoInSentence(before(12), now, zone)).toBe('12 s ago')
  expect(agoInSentence(before(1), now, zone)).toBe('just now')
  expect(agoInSentence(before(3 * 86_400), now, zone)).toMatch(/^on /)
})

test('what comes is told ahead', () => {
  expect([-5, 0, 30, 100, 5400].map(seconds => until(before(-seconds), now, zone))).toEqual([
    'now',
    'now',
    'in 30 s',
    'in 2 min',
    'in 2 h',
  ])
  expect(until(before(-2 * 86_400), now, zone)).toMatch(/^on .*22/)
})

test('the exact time is that of the store', () => {
  expect(clockTime('2026-11-20T12:00:05Z', zone)).toBe('13:00:05')
  expect(clockTime('2026-11-20T23:30:05Z', zone)).toBe('00:30:05')
  expect(exact('2026-11-20T12:00:05Z', 'UTC')).toMatch(/UTC/)
})

test('a day begins at midnight of the zone, whatever the clocks do', () => {
  expect(startOfDay(now, 0, zone)).toBe('2026-11-19T23:00:00.000Z')
  expect(startOfDay(now, 6, zone)).toBe('2026-11-13T23:00:00.000Z')
  // Summer time ended on 25 October.
  expect(startOfDay(now, 29, zone)).toBe('2026-10-21T22:00:00.000Z')
  expect(startOfDay(now, 0, 'America/New_York')).toBe('2026-11-20T05:00:00.000Z')
})

test('a birthday is written as people do, with the year only where it was told', () => {
  expect(birthday('--12-10')).toMatch(/10/)
  expect(birthday('--12-10')).not.toMatch(/\d{4}/)
  expect(birthday('1815-12-10')).toMatch(/1815/)
  expect(birthday('yesterday')).toBe('yesterday')
})
