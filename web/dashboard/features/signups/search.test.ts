import { expect, test } from 'vitest'
import { signupSearch } from './search.ts'

test('of an address only what is a filter is taken', () => {
  const filter = { q: 'ada', show: 'parked', store: 's', period: 'week' }
  expect(signupSearch({ ...filter, x: '1' })).toEqual(filter)
  expect(signupSearch({ q: '', show: 'all', store: 3, period: 'toString' })).toEqual({})
  expect(signupSearch({ show: 'waiting' })).toEqual({ show: 'waiting' })
  expect(signupSearch({ show: 'quarantined' })).toEqual({ show: 'quarantined' })
})
