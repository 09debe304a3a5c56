import { expect, test } from 'vitest'
import { type Candidate, matchPerson, onlyBlanks } from './matching.ts'

const person = { email: 'ada@example.com', phone: '+31201234567', firstName: 'Ada', lastName: 'Lovelace' }
const record = (id: string, given: Partial<Candidate>): Candidate => ({
  id,
  email: null,
  phone: null,
  firstName: null,
  lastName: null,
  ...given,
})

test('nobody is nobody, and a name alone is nobody', () => {
  expect(matchPerson(person, [])).toEqual({ kind: 'none' })
  expect(matchPerson(person, [record('1', { firstName: 'Ada', lastName: 'Lovelace' })])).toEqual({ kind: 'none' })
})

test('the e-mail address decides, in any case', () => {
  const found = [record('1', { email: ' ADA@Example.com' }), record('2', { email: 'other@example.com' })]
  expect(matchPerson(person, found)).toEqual({ kind: 'one', id: '1', keepPhone: true })
})

test('the same record found twice is one', () => {
  const found = record('1', { email: 'ada@example.com', phone: '+31 20 123 45 67' })
  expect(matchPerson(person, [found, { ...found }])).toEqual({ kind: 'one', id: '1', keepPhone: true })
})

test('of several with the e-mail address, the one that has the phone number too', () => {
  const found = [
    record('1', { email: 'ada@example.com' }),
    record('2', { email: 'ada@example.com', phone: '+31201234567' }),
  ]
  expect(matchPerson(person, found)).toEqual({ kind: 'one', id: '2', keepPhone: true })
})

test('a phone number counts when nothing speaks against it', () => {
  expect(matchPerson(person, [record('1', { phone: '+31201234567' })])).toMatchObject({ kind: 'one', id: '1' })
  const family = record('1', { phone: '+31201234567', email: 'byron@example.com', firstName: 'Byron' })
  expect(matchPerson(person, [family])).toEqual({ kind: 'none' })
  const moved = record('1', { phone: '+31201234567', email: 'old@example.com', firstName: 'ada', lastName: 'lovelace' })
  expect(matchPerson(person, [moved])).toMatchObject({ kind: 'one', id: '1' })
})

test('of several with the phone number, the one of the same name, else a person decides', () => {
  const nameless = [record('1', { phone: '+31201234567' }), record('2', { phone: '+31201234567' })]
  expect(matchPerson(person, nameless)).toEqual({ kind: 'several' })
  const named = [
    record('1', { phone: '+31201234567' }),
    record('2', { phone: '+31201234567', firstName: 'Ada', lastName: 'Lovelace' }),
  ]
  expect(matchPerson(person, named)).toEqual({ kind: 'one', id: '2', keepPhone: true })
})

test('only what is blank there is filled, and nothing is blanked', () => {
  const there = { a: '', b: null, c: 'kept', d: false }
  expect(onlyBlanks({ a: 'x', b: 'y', c: 'z', d: true, e: 'new', f: null }, there)).toEqual({
    a: 'x',
    b: 'y',
    e: 'new',
  })
})
