import { expect, test } from 'vitest'
import type { FormDefinition, Storefront } from '../../../src/domain/forms/contract.ts'
import { plainSignupSchema } from '../../../src/domain/signups/contract.ts'
import { asksConsents, type Draft, emptyDraft, fieldsOf, isTooYoung, questionsOf, signupOf, stepsOf } from './draft.ts'
import { faultsOf, sayFault } from './faults.ts'
import { readPhone } from './phone.ts'
import { wordsOf } from './words.ts'

const today = '2026-11-20'
const text = (last: string) => ({
  id: `00000000-0000-4000-8000-00000000000${last}`,
  version: 1,
  text: 'Yes',
  details: null,
})
const question = (purpose: 'email' | 'sms' | 'profiling' | 'terms', last: string) => ({
  purpose,
  required: purpose === 'terms',
  texts: { en: text(last), nl: text(String(Number(last) + 1)) },
})
const definition: FormDefinition = {
  languages: ['en', 'nl'],
  fields: [
    { key: 'firstName', required: true },
    { key: 'email', required: false },
    { key: 'phone', required: false },
    { key: 'birthday', required: false },
  ],
  words: { invitation: {}, promise: {}, thanks: {}, offer: {} },
  consents: [question('email', '1'), question('terms', '3')],
  offer: { code: 'RYE-7K4M', barcode: null },
}
const storefront: Storefront = {
  account: { name: 'Madder & Rye', branding: { colour: '#1a4037', tagline: '', logo: null }, minimumAge: 16 },
  store: { id: '1', name: 'Amsterdam', country: 'NL', timeZone: 'Europe/Amsterdam' },
  form: { formId: '1', versionId: '00000000-0000-4000-8000-000000000009', version: 1, name: 'Welcome', definition },
}
const filled: Draft = {
  ...emptyDraft('NL'),
  ...{ firstName: ' Ada ', email: 'ada@example.com ', phone: '0612345678', day: '1', month: '2', year: '1985' },
  ticks: { email: true },
}
const about = {
  id: '01930000-0000-7000-8000-000000000000',
  ...{ storefront, language: 'nl', today, tooYoung: false, readPhone },
  capturedAt: '2026-11-20T12:00:00.000Z',
  durationMs: 9_500.4,
}

test('the sign-up is what the contract takes, with each consent that was shown, ticked or not', () => {
  const signup = signupOf(filled, about)
  expect(plainSignupSchema.parse(signup)).toEqual(signup)
  expect(signup).toMatchObject({
    answers: { firstName: 'Ada', email: 'ada@example.com', phone: '+31612345678', birthday: '1985-02-01' },
    consents: [
      { text: definition.consents[0]?.texts.nl?.id, given: true },
      { text: definition.consents[1]?.texts.nl?.id, given: false },
    ],
    language: 'nl',
    durationMs: 9500,
    offerCode: 'RYE-7K4M',
  })
  expect(signup).not.toHaveProperty('staff')
  expect(signupOf(filled, { ...about, staff: about.id }).staff).toBe(about.id)
})

test('what is empty or not asked is left out', () => {
  const bare = {
    ...storefront,
    form: {
      ...storefront.form,
      definition: { ...definition, fields: [{ key: 'email' as const, required: true }], offer: null },
    },
  }
  expect(signupOf(filled, { ...about, storefront: bare }).answers).toEqual({ email: 'ada@example.com' })
  expect(signupOf({ ...emptyDraft('NL'), email: 'a@example.com' }, about).answers).toEqual({ email: 'a@example.com' })
})

test('under the minimum age only the terms are asked', () => {
  const child = { ...filled, year: '2015' }
  expect(isTooYoung(child, 16, today)).toBe(true)
  expect(isTooYoung({ ...child, year: '' }, 16, today)).toBe(false)
  expect(questionsOf(definition, true).map(({ purpose }) => purpose)).toEqual(['terms'])
  expect(signupOf(child, { ...about, tooYoung: true }).consents).toHaveLength(1)
})

test('a form has a screen for who, one for how, and one for more than two consents', () => {
  expect(stepsOf(definition)).toEqual(['name', 'reach'])
  expect(stepsOf({ ...definition, fields: [{ key: 'email', required: true }] })).toEqual(['reach'])
  const many = { ...definition, consents: [...definition.consents, question('sms', '5')] }
  expect(stepsOf(many)).toEqual(['name', 'reach', 'consents'])
  expect(asksConsents('reach', definition)).toBe(true)
  expect(asksConsents('reach', many)).toBe(false)
  expect(fieldsOf('consents', many)).toEqual([])
})

test('faults come in the order of the screen, each with a sentence in each language', () => {
  const on = { definition, questions: definition.consents, readPhone, today }
  expect(faultsOf(emptyDraft('NL'), { ...on, step: 'name' })).toEqual([{ field: 'firstName', kind: 'missing' }])
  expect(faultsOf(emptyDraft('NL'), { ...on, step: 'reach' })).toEqual([
    { field: 'email', kind: 'reach' },
    { field: 'consent-terms', kind: 'untaken' },
  ])
  const ticked = { ...filled, ticks: { terms: true } }
  expect(faultsOf(ticked, { ...on, step: 'reach' })).toEqual([])
  expect(faultsOf(ticked, { ...on, step: 'name' })).toEqual([])
  const show = { label: 'E-mail', country: () => 'Netherlands', plain: false }
  const kinds = [
    ...(['no-at', 'no-domain', 'no-dot', 'shape', 'long'] as const).map(kind => ({ field: 'email' as const, kind })),
    ...(['short', 'long', 'shape'] as const).map(kind => ({ field: 'phone' as const, kind, country: 'NL' })),
    ...(['incomplete', 'impossible', 'future', 'too-old'] as const).map(kind => ({ field: 'birthday' as const, kind })),
    { field: 'email' as const, kind: 'missing' as const },
    { field: 'email' as const, kind: 'reach' as const },
    { field: 'consent-terms' as const, kind: 'untaken' as const },
  ]
  for (const language of ['en', 'nl', 'de', 'fr']) {
    const said = kinds.map(fault => sayFault(fault, wordsOf(language), show))
    expect(new Set(said).size).toBe(kinds.length)
    expect(said.every(sentence => sentence.endsWith('.'))).toBe(true)
  }
  expect(sayFault({ field: 'phone', kind: 'shape', country: 'NL' }, wordsOf('en'), { ...show, plain: true })).toContain(
    '+31',
  )
})

test('a wrong birthday and a wrong number hold the step', () => {
  const on = { definition, questions: [], readPhone, today }
  expect(faultsOf({ ...filled, day: '31', month: '2' }, { ...on, step: 'name' })).toEqual([
    { field: 'birthday', kind: 'impossible' },
  ])
  expect(faultsOf({ ...filled, phone: '06', email: 'ada' }, { ...on, step: 'reach' })).toEqual([
    { field: 'email', kind: 'no-at' },
    { field: 'phone', kind: 'short', country: 'NL' },
  ])
})
