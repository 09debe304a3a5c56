import { expect, test } from 'vitest'
import { retryAfter } from './answers.ts'

const now = Date.parse('2026-11-20T10:00:00Z')
const after = (text: string) => retryAfter({ headers: { 'retry-after': text } }, now).afterMs

test('a wait is read in seconds or as a date', () => {
  expect(after('7')).toBe(7_000)
  expect(after('0.5')).toBe(500)
  expect(after('Fri, 20 Nov 2026 10:01:00 GMT')).toBe(60_000)
})

test('what makes no sense is ignored, what is absurd is cut to an hour', () => {
  expect(after('soon')).toBeUndefined()
  expect(after('-5')).toBeUndefined()
  expect(after('')).toBeUndefined()
  expect(after('Wed, 21 Oct 2015 07:28:00 GMT')).toBeUndefined()
  expect(after('99999999999')).toBe(3_600_000)
  expect(after('Fri, 20 Nov 2099 10:01:00 GMT')).toBe(3_600_000)
})
