import fc from 'fast-check'
import { expect, test } from 'vitest'
import { customerKeyOf, normaliseEmail } from './index.ts'

test('case, spaces and the way an accent is composed do not make another mailbox', () => {
  expect(normaliseEmail('  Ada@Example.COM ')).toBe('ada@example.com')
  expect(normaliseEmail('Andre\u0301@example.com')).toBe(normaliseEmail('andr\u00e9@example.com'))
})

test('a domain of other scripts and its ASCII form are the same', () => {
  expect(normaliseEmail('emmy@b\u00fccher.example')).toBe('emmy@xn--bcher-kva.example')
  expect(normaliseEmail('emmy@XN--BCHER-KVA.example')).toBe('emmy@xn--bcher-kva.example')
})

test('plus-tags and dots are kept', () => {
  expect(normaliseEmail('grace.hopper+shop@example.com')).toBe('grace.hopper+shop@example.com')
  expect(customerKeyOf({ id: '1', email: 'grace+shop@example.com' })).not.toBe(
    customerKeyOf({ id: '1', email: 'grace@example.com' }),
  )
})

test('what is no address stays what it was', () => {
  expect(normaliseEmail('nobody')).toBe('nobody')
  expect(normaliseEmail('x@a b')).toBe('x@a b')
})

test('the e-mail address decides, then the phone number, then the sign-up itself', () => {
  const key = customerKeyOf({ id: 'one', email: 'ada@example.com', phone: '+31612345678' })
  expect(key).toMatch(/^e:[A-Za-z0-9_-]{22}$/)
  expect(customerKeyOf({ id: 'two', email: ' ADA@example.com' })).toBe(key)
  const byPhone = customerKeyOf({ id: 'two', email: ' ', phone: '+31 6 1234 5678' })
  expect(byPhone).toMatch(/^p:[\w-]{22}$/)
  expect(customerKeyOf({ id: 'three', phone: '+31612345678' })).toBe(byPhone)
  expect(customerKeyOf({ id: 'two', email: null, phone: null })).toBe('s:two')
})

test('normalising twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.domain(), (name, domain) => {
      const once = normaliseEmail(`${name}@${domain}`)
      expect(normaliseEmail(once)).toBe(once)
    }),
  )
})
