import { expect, test } from 'vitest'
import { arrange } from './held.ts'

const rows = (ids: string) => ids.split('').map(id => ({ id }))

test('without a hand everything moves', () => {
  expect(arrange(rows('cba'), null)).toEqual({ shown: rows('cba'), arrived: 0 })
})

test('under a hand the rows keep their places, and what arrived is counted', () => {
  expect(arrange(rows('dcba'), ['b', 'a'])).toEqual({ shown: rows('ba'), arrived: 2 })
})

test('another page of older rows is let in, since it is not in the way', () => {
  expect(arrange(rows('cba'), ['c', 'b'])).toEqual({ shown: rows('cba'), arrived: 0 })
})

test('where nothing stood, or nothing of it is left, everything is shown', () => {
  expect(arrange(rows('ba'), [])).toEqual({ shown: rows('ba'), arrived: 0 })
  expect(arrange(rows('ba'), ['x'])).toEqual({ shown: rows('ba'), arrived: 0 })
})
