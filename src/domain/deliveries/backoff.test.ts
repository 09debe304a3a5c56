import fc from 'fast-check'
import { expect, test } from 'vitest'
import { laneBackoff, recordBackoff, suspicion } from './backoff.ts'

const hour = 3_600_000
const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

test('a record waits below a ceiling that doubles from two seconds to an hour', () => {
  expect(recordBackoff(1, undefined, 0.5)).toBe(1000)
  expect(recordBackoff(2, undefined, 0.5)).toBe(2000)
  expect(recordBackoff(5, undefined, 0.5)).toBe(16_000)
  expect(recordBackoff(50, undefined, 0.5)).toBe(hour / 2)
  fc.assert(
    fc.property(fc.integer({ min: -5, max: 10_000 }), chance, (attempts, dice) => {
      const ms = recordBackoff(attempts, undefined, dice)
      expect(ms).toBeGreaterThanOrEqual(250)
      expect(ms).toBeLessThanOrEqual(hour)
    }),
  )
})

test('a connection waits between half and all of a ceiling that doubles from two seconds to a quarter of an hour', () => {
  expect(laneBackoff(1, undefined, 0)).toBe(1000)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), chance, (failures, dice) => {
      const ms = laneBackoff(failures, undefined, dice)
      const ceiling = Math.min(hour / 4, 2000 * 2 ** (failures - 1))
      expect(ms).toBeGreaterThanOrEqual(Math.floor(ceiling / 2))
      expect(ms).toBeLessThanOrEqual(ceiling)
    }),
  )
})

test('what the CRM asks for is kept to, unless it is nonsense', () => {
  expect(recordBackoff(1, 30_000, 0)).toBe(30_000)
  expect(laneBackoff(1, 60_000, 0.999)).toBeGreaterThan(60_000)
  for (const nonsense of [-5, Number.NaN, 0]) expect(recordBackoff(1, nonsense, 0.5)).toBe(1000)
  for (const absurd of [1e15, Number.POSITIVE_INFINITY]) expect(recordBackoff(1, absurd, 0)).toBe(6 * hour)
})

test('a record that meets trouble again and again stays behind by itself', () => {
  expect(suspicion(1, 0.9)).toBe(0)
  expect(suspicion(3, 0.9)).toBe(0)
  expect(suspicion(4, 0.5)).toBe(1000)
  expect(suspicion(400, 0.5)).toBe(450_000)
})

test('left to chance, two waits differ', () => {
  expect(new Set(Array.from({ length: 20 }, () => recordBackoff(20))).size).toBeGreaterThan(15)
  expect(new Set(Array.from({ length: 20 }, () => laneBackoff(20))).size).toBeGreaterThan(15)
  expect(new Set(Array.from({ length: 20 }, () => suspicion(20))).size).toBeGreaterThan(15)
})
