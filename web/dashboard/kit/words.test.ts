import { expect, test } from 'vitest'
import { count, firstLetter, fullName, initials, languageName, list, percent } from './words.ts'

test('numbers carry their noun', () => {
  expect(count(1, 'sign-up')).toBe('1 sign-up')
  expect(count(2, 'store')).toBe('2 stores')
  expect(count(0, 'is', 'are')).toBe('0 are')
})

test('shares are read as percent, exact to a tenth', () => {
  expect(percent(0.71)).toBe('71 %')
  expect(percent(0.9917)).toMatch(/^99[.,]2 %$/)
})

test('lists read as people speak', () => {
  expect([[], ['A'], ['A', 'B'], ['A', 'B', 'C']].map(list)).toEqual(['', 'A', 'A and B', 'A, B and C'])
})

test('initials are two letters, of whatever script', () => {
  expect(initials('Madder & Rye')).toBe('MR')
  expect(initials('hypatia')).toBe('H')
  expect(initials('Évariste  Galois')).toBe('ÉG')
  expect(initials('…')).toBe('?')
  expect(firstLetter('🇳🇱 Leiden')).toBe('🇳🇱')
  expect(firstLetter('')).toBe('')
})

test('who has no name is called something all the same', () => {
  expect(fullName({ firstName: 'Ada', lastName: 'Lovelace' })).toBe('Ada Lovelace')
  expect(fullName({ firstName: null, lastName: null })).toBe('No name')
  expect(fullName({ firstName: null, lastName: null }, 'Erased')).toBe('Erased')
})

test('languages have names, and nonsense stays as it is', () => {
  expect(languageName('nl')).toBe('Dutch')
  expect(languageName('not a tag')).toBe('not a tag')
})
