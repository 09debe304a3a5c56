import { expect, test } from 'vitest'
import { openPacer } from './pace.ts'

test('a burst of one second goes at once, the rest at the pace', () => {
  let now = 5000
  const pacer = openPacer(10, { monotonic: () => now })
  expect(Array.from({ length: 10 }, () => pacer.reserve())).toEqual(Array(10).fill(0))
  expect([pacer.reserve(), pacer.reserve()]).toEqual([100, 200])
  now += 10_000
  expect(pacer.reserve()).toBe(0)
})

test('less than one call in a second is possible', () => {
  const pacer = openPacer(0.5, { monotonic: () => 0 })
  expect([pacer.reserve(), pacer.reserve()]).toEqual([0, 2000])
})

test('without a pace nothing waits', () => {
  for (const pace of [undefined, 0, Number.NaN]) {
    expect(openPacer(pace, { monotonic: () => 0 }).reserve()).toBe(0)
  }
})
