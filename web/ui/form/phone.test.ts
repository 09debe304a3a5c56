import { expect, test } from 'vitest'
import { groupPhone, prefixes, readPhone } from './phone.ts'
import { phones, readPlainly } from './phones.ts'

test.each([
  ['0612345678', 'NL', '+31612345678', 'NL', '6 12345678'],
  ['06-1234 5678', 'NL', '+31612345678', 'NL', '6 12345678'],
  ['+49 1512 3456789', 'NL', '+4915123456789', 'DE', '1512 3456789'],
  ['0033612345678', 'NL', '+33612345678', 'FR', '6 12 34 56 78'],
  ['0612345678', 'nowhere', '+31612345678', 'NL', '6 12345678'],
])('%s typed in %s is %s', (typed, country, e164, from, shown) => {
  expect(readPhone(typed, country)).toEqual({ e164, country: from, shown })
})

test('a stored number is grouped for reading, and anything else left alone', () => {
  expect(groupPhone('+33612345678')).toBe('+33 6 12 34 56 78')
  expect(groupPhone('by pigeon')).toBe('by pigeon')
})

test.each([
  ['06', 'short'],
  ['061234', 'shape'],
  ['06123456789012345', 'long'],
  ['hello', 'shape'],
])('%s: %s', (typed, fault) => {
  expect(readPhone(typed, 'NL')).toEqual({ fault, country: 'NL' })
})

test('every country has its prefix', () => {
  expect(prefixes().length).toBeGreaterThan(200)
  expect(prefixes()).toContainEqual({ country: 'NL', code: '+31' })
})

test('the numbering plans are loaded once', async () => {
  expect(await phones()).toBe(await phones())
})

test('without the numbering plans a number needs its country in front', () => {
  expect(readPlainly('+31 6 1234-5678', 'NL')).toMatchObject({ e164: '+31612345678' })
  expect(readPlainly('0031612345678', 'NL')).toMatchObject({ e164: '+31612345678' })
  expect(readPlainly('0612345678', 'NL')).toEqual({ fault: 'shape', country: 'NL' })
})
