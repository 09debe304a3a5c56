import type { FieldKey, FormDefinition, Storefront } from '../../../src/domain/forms/contract.ts'
import type { PlainSignup } from '../../../src/domain/signups/contract.ts'
import { ageOn, birthdayFault, birthdayText, isBlank } from './birthday.ts'
import { tidyEmail } from './email.ts'
import type { PhoneReading } from './phone.ts'
import { inLanguage } from './words.ts'

export type Question = FormDefinition['consents'][number]
export type Purpose = Question['purpose']

/** What stands in the boxes, as typed. It lives in memory only, from the first touch to the thanks. */
export type Draft = {
  firstName: string
  lastName: string
  email: string
  phone: string
  /** Of the phone number. */
  country: string
  day: string
  month: string
  year: string
  ticks: Partial<Record<Purpose, boolean>>
}

/** A consent's place on the screen; an e-mail consent is not the e-mail address. */
export type ConsentPlace = `consent-${Purpose}`

export type Step = 'name' | 'reach' | 'consents'
export type PhoneReader = (typed: string, country: string) => PhoneReading

export function emptyDraft(country: string): Draft {
  return { firstName: '', lastName: '', email: '', phone: '', country, day: '', month: '', year: '', ticks: {} }
}

/** The screens of a form: who one is, how one is reached, and a screen of its own for more than two consents. */
export function stepsOf(definition: FormDefinition): Step[] {
  const asks = (...keys: FieldKey[]): boolean => definition.fields.some(field => keys.includes(field.key))
  return [
    ...(asks('firstName', 'lastName', 'birthday') ? (['name'] as const) : []),
    'reach' as const,
    ...(definition.consents.length > 2 ? (['consents'] as const) : []),
  ]
}

export function fieldsOf(step: Step, definition: FormDefinition): FormDefinition['fields'] {
  const own: FieldKey[] = step === 'name' ? ['firstName', 'lastName', 'birthday'] : ['email', 'phone']
  if (step === 'consents') return []
  return own.flatMap(key => definition.fields.find(field => field.key === key) ?? [])
}

/** Under the minimum age nobody is asked for marketing; who gave no year is asked. */
export function isTooYoung(draft: Draft, minimumAge: number, today: string): boolean {
  const age = ageOn(draft, today)
  return age !== undefined && age < minimumAge
}

export function questionsOf(definition: FormDefinition, tooYoung: boolean): Question[] {
  return definition.consents.filter(question => !tooYoung || question.purpose === 'terms')
}

/** Whether the consents stand on this screen. */
export function asksConsents(step: Step, definition: FormDefinition): boolean {
  return step === stepsOf(definition).slice(-1)[0]
}

export type Fault =
  | { field: FieldKey; kind: 'missing' }
  | { field: 'email'; kind: 'reach' }
  | { field: 'email'; kind: 'no-at' | 'no-domain' | 'no-dot' | 'shape' | 'long' }
  | { field: 'phone'; kind: 'short' | 'long' | 'shape'; country: string }
  | { field: 'birthday'; kind: 'incomplete' | 'impossible' | 'future' | 'too-old' }
  | { field: ConsentPlace; kind: 'untaken' }

/** The sign-up as it is sent. Call it only without faults. */
export function signupOf(
  draft: Draft,
  about: {
    id: string
    storefront: Storefront
    language: string
    today: string
    tooYoung: boolean
    readPhone: PhoneReader
    capturedAt: string
    durationMs: number
    staff?: string | undefined
  },
): PlainSignup {
  const { form } = about.storefront
  const { definition } = form
  const phone = draft.phone.trim() === '' ? undefined : about.readPhone(draft.phone, draft.country)
  const asked = (key: FieldKey): boolean => definition.fields.some(field => field.key === key)
  const filled = (key: 'firstName' | 'lastName' | 'email', value: string): object =>
    asked(key) && value.trim() !== '' ? { [key]: value.trim() } : {}
  return {
    id: about.id,
    formVersion: form.versionId,
    capturedAt: about.capturedAt,
    language: about.language,
    answers: {
      ...filled('firstName', draft.firstName),
      ...filled('lastName', draft.lastName),
      ...filled('email', tidyEmail(draft.email)),
      ...(asked('phone') && phone && 'e164' in phone ? { phone: phone.e164 } : {}),
      ...(asked('birthday') && !isBlank(draft) && !birthdayFault(draft, about.today)
        ? { birthday: birthdayText(draft) }
        : {}),
    },
    consents: questionsOf(definition, about.tooYoung).flatMap(question => {
      const text = inLanguage(question.texts, about.language, definition.languages)
      return text ? [{ text: text.id, given: draft.ticks[question.purpose] === true }] : []
    }),
    durationMs: Math.min(Math.max(Math.round(about.durationMs), 0), 86_400_000),
    ...(about.staff === undefined ? {} : { staff: about.staff }),
    ...(definition.offer ? { offerCode: definition.offer.code } : {}),
  }
}
