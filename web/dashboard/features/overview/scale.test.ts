import { expect, test } from 'vitest'
import { ticksFor } from './scale.ts'

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [8, [0, 5, 10]],
  [255, [0, 100, 200, 300]],
  [1284, [0, 500, 1000, 1500]],
])('up to %i the lines are round whole numbers', (largest, ticks) => {
  expect(ticksFor(largest)).toEqual(ticks)
})
