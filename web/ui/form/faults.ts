import type { FormDefinition } from '../../../src/domain/forms/contract.ts'
import { birthdayFault, isBlank } from './birthday.ts'
import { asksConsents, type Draft, type Fault, fieldsOf, type PhoneReader, type Question, type Step } from './draft.ts'
import { emailFault, tidyEmail } from './email.ts'
import type { Words } from './words.ts'

/** What keeps the shopper on this step, in the order of the screen. */
export function faultsOf(
  draft: Draft,
  on: {
    step: Step
    definition: FormDefinition
    /** The consents that are on offer. */
    questions: Question[]
    readPhone: PhoneReader
    today: string
  },
): Fault[] {
  const faults = fieldsOf(on.step, on.definition).flatMap(field => faultOfField(draft, field, on) ?? [])
  if (on.step === 'reach' && draft.email.trim() === '' && draft.phone.trim() === '' && faults.length === 0) {
    faults.push({ field: 'email', kind: 'reach' })
  }
  if (!asksConsents(on.step, on.definition)) return faults
  const untaken = on.questions.filter(question => question.required && draft.ticks[question.purpose] !== true)
  return [...faults, ...untaken.map(({ purpose }): Fault => ({ field: `consent-${purpose}`, kind: 'untaken' }))]
}

function faultOfField(
  draft: Draft,
  { key, required }: FormDefinition['fields'][number],
  { readPhone, today }: { readPhone: PhoneReader; today: string },
): Fault | undefined {
  const blank = key === 'birthday' ? isBlank(draft) : draft[key].trim() === ''
  if (blank) return required ? { field: key, kind: 'missing' } : undefined
  if (key === 'email') {
    const kind = emailFault(tidyEmail(draft.email))
    return kind && { field: key, kind }
  }
  if (key === 'phone') {
    const reading = readPhone(draft.phone, draft.country)
    return 'fault' in reading ? { field: key, kind: reading.fault, country: reading.country } : undefined
  }
  if (key === 'birthday') {
    const kind = birthdayFault(draft, today)
    return kind && { field: key, kind }
  }
  return undefined
}

/** The fault in a sentence; `plain` when numbers can only be told with their country in front. */
export function sayFault(
  fault: Fault,
  words: Words,
  show: { label: string; country(code: string): string; plain: boolean },
): string {
  const { faults } = words
  switch (fault.kind) {
    case 'missing':
      return faults.missing(show.label)
    case 'reach':
      return faults.reach
    case 'untaken':
      return faults.terms
    case 'no-at':
      return faults.emailNoAt
    case 'no-domain':
      return faults.emailNoDomain
    case 'no-dot':
      return faults.emailNoDot
    case 'incomplete':
      return faults.birthdayIncomplete
    case 'impossible':
      return faults.birthdayImpossible
    case 'future':
      return faults.birthdayFuture
    case 'too-old':
      return faults.birthdayTooOld
    case 'short':
      return faults.phoneShort(show.country(fault.country))
    case 'long':
      return fault.field === 'email' ? faults.emailLong : faults.phoneLong(show.country(fault.country))
    default:
      if (fault.field === 'email') return faults.emailShape
      return show.plain ? faults.phonePlain : faults.phoneShape(show.country(fault.country))
  }
}
