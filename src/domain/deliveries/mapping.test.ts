import { expect, test } from 'vitest'
import type { Claimed, ClaimedConsent } from './claim.ts'
import { sources, toChange } from './mapping.ts'

const consent = (purpose: string, given: boolean): ClaimedConsent => ({
  ...{ purpose, given, version: 1, language: 'en', text: `Yes to ${purpose}`, textHash: 'abc' },
})

function claimed(signup: Partial<Claimed['signup']> = {}): Claimed {
  return {
    ...{ id: 'delivery', signupId: 'signup', kind: 'signup', customerKey: 'e:1', fence: '1', attempts: 1 },
    ...{ maybeSent: false, maybeSentAt: null, fillBlanks: false, waitingSince: new Date(0), recordId: null },
    signup: {
      ...{ firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', phone: '+31612345678' },
      ...{ answers: '{"birthday":"--12-10"}', language: 'nl', offerCode: 'WELCOME', test: false, form: 'Welcome' },
      ...{ capturedAt: null, receivedAt: new Date('2026-11-20T12:00:00Z'), store: 'Amsterdam', device: 'Annabella' },
      consents: [consent('email', true), consent('sms', false)],
      ...signup,
    },
  }
}
const everything = Object.fromEntries(sources.map(source => [source.key, `crm_${source.key}`]))

test('each part of a sign-up goes where it is mapped to', () => {
  expect(toChange(claimed(), everything).fields).toEqual({
    crm_firstName: 'Ada',
    crm_lastName: 'Lovelace',
    crm_fullName: 'Ada Lovelace',
    crm_email: 'ada@example.com',
    crm_phone: '+31612345678',
    crm_birthday: '--12-10',
    crm_language: 'nl',
    crm_store: 'Amsterdam',
    crm_device: 'Annabella',
    crm_offerCode: 'WELCOME',
    crm_signupId: 'signup',
    crm_capturedAt: '2026-11-20T12:00:00.000Z',
    'crm_consent.email': true,
    'crm_consent.sms': false,
    'crm_consent.profiling': false,
    'crm_consent.terms': false,
  })
})

test('what was left empty is left out, so that it wipes nothing', () => {
  const blank = {
    firstName: null,
    lastName: null,
    phone: null,
    language: null,
    offerCode: null,
    store: null,
    device: null,
  }
  const { fields } = toChange(claimed({ ...blank, answers: '{}' }), everything)
  expect(Object.keys(fields)).toEqual([
    ...['crm_email', 'crm_signupId', 'crm_capturedAt'],
    ...['crm_consent.email', 'crm_consent.sms', 'crm_consent.profiling', 'crm_consent.terms'],
  ])
})

test('a consent counts only if everything that was asked about it was ticked', () => {
  const agreed = (consents: ClaimedConsent[]) => toChange(claimed({ consents }), { 'consent.email': 'ok' }).fields.ok
  expect(agreed([])).toBe(false)
  expect(agreed([consent('email', true)])).toBe(true)
  expect(agreed([consent('email', true), consent('email', false)])).toBe(false)
  expect(agreed([consent('terms', true)])).toBe(false)
})

test('a mapping from or to nowhere maps nothing', () => {
  const { fields } = toChange(claimed(), {
    firstName: '',
    shoeSize: 'size',
    toString: 'odd',
    email: '__proto__',
    phone: 'tel',
  })
  expect(fields.tel).toBe('+31612345678')
  expect(Object.keys(fields).sort()).toEqual(['__proto__', 'tel'])
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
})

test('who takes the whole sign-up gets it with the proof of each consent', () => {
  const { event, person } = toChange(claimed({ test: true, capturedAt: new Date('2026-11-19T09:00:00Z') }), {})
  expect(event).toMatchObject({
    id: 'signup',
    test: true,
    capturedAt: '2026-11-19T09:00:00.000Z',
    answers: { birthday: '--12-10' },
    consents: [expect.objectContaining({ purpose: 'email', given: true, text: 'Yes to email' }), expect.anything()],
  })
  expect(person).toEqual({ email: 'ada@example.com', phone: '+31612345678', firstName: 'Ada', lastName: 'Lovelace' })
})
