import { describe, expect, test } from 'vitest'
import { ageOn, birthdayFault, birthdayText, isComplete, partOrder, spellBirthday, todayIn } from './birthday.ts'

const today = '2026-11-20'
const parts = (day: string, month: string, year = '') => ({ day, month, year })

test.each([
  [parts('', ''), undefined],
  [parts('10', '12'), undefined],
  [parts('29', '2'), undefined],
  [parts('29', '02', '2000'), undefined],
  [parts('29', '02', '1900'), 'impossible'],
  [parts('31', '04'), 'impossible'],
  [parts('1', '13'), 'impossible'],
  [parts('0', '1'), 'impossible'],
  [parts('1', ''), 'incomplete'],
  [parts('1', '1', '19'), 'incomplete'],
  [parts('', '', '1990'), 'incomplete'],
  [parts('21', '11', '2026'), 'future'],
  [parts('20', '11', '2026'), undefined],
  [parts('1', '1', '1850'), 'too-old'],
])('%j: %s', (typed, fault) => {
  expect(birthdayFault(typed, today)).toBe(fault)
})

test('it is written as the contract wants it, with and without a year', () => {
  expect(birthdayText(parts('1', '2', '1990'))).toBe('1990-02-01')
  expect(birthdayText(parts('31', '12'))).toBe('--12-31')
})

test('the age is in whole years, and unknown without a year', () => {
  expect(ageOn(parts('20', '11', '2010'), today)).toBe(16)
  expect(ageOn(parts('21', '11', '2010'), today)).toBe(15)
  expect(ageOn(parts('21', '11'), today)).toBeUndefined()
  expect(ageOn(parts('31', '2', '2010'), today)).toBeUndefined()
})

test('today is the store’s day, not the tablet’s', () => {
  const moment = Date.parse('2026-11-20T23:30:00Z')
  expect(todayIn('Europe/Amsterdam', moment)).toBe('2026-11-21')
  expect(todayIn('America/New_York', moment)).toBe('2026-11-20')
})

describe('the boxes hand on', () => {
  test('as soon as no further digit can follow', () => {
    expect(['3', '4', '12'].map(day => isComplete('day', day))).toEqual([false, true, true])
    expect(['1', '2', '11'].map(month => isComplete('month', month))).toEqual([false, true, true])
    expect(['199', '1990'].map(year => isComplete('year', year))).toEqual([false, true])
  })
  test('in the order of the country', () => {
    expect(partOrder('NL')).toEqual(['day', 'month', 'year'])
    expect(partOrder('US')).toEqual(['month', 'day', 'year'])
  })
})

test('it is spelled out in the reader’s language', () => {
  expect(spellBirthday(parts('1', '3', '1990'), 'en')).toBe('1 March 1990')
  expect(spellBirthday(parts('29', '2'), 'de')).toBe('29. Februar')
})
