import { hash } from 'node:crypto'
import { customerKeyOf } from '../customers/index.ts'
import type { SignupContent } from './contract.ts'
import type { CaptureItem } from './intake.ts'

/** A valid sign-up as the row that it becomes. */
export function rowOfContent(
  content: SignupContent,
  of: { accountId: string; credentialId: string; id: string; number: number | null; digest: string },
): CaptureItem {
  const { answers } = content
  return {
    ...of,
    state: null,
    reason: null,
    formVersionId: content.formVersion ?? null,
    language: content.language ?? null,
    staffId: content.staff ?? null,
    test: content.test ?? false,
    firstName: answers.firstName ?? null,
    lastName: answers.lastName ?? null,
    email: answers.email ?? null,
    phone: answers.phone ?? null,
    answers: answers.birthday === undefined ? null : `{"birthday":"${answers.birthday}"}`,
    customerKey: customerKeyOf({ id: of.id, email: answers.email, phone: answers.phone }),
    offerCode: content.offerCode ?? null,
    durationMs: content.durationMs ?? null,
    capturedAt: content.capturedAt === undefined ? null : new Date(content.capturedAt).toISOString(),
    body: null,
    consents: content.consents,
  }
}

/** What cannot be read or taken as it is: an id, a number, a reason, and the bytes as they came. */
export function rowOfQuarantine(of: {
  accountId: string
  credentialId: string
  id: string
  number: number | null
  digest: string
  reason: string
  body: string
}): CaptureItem {
  return {
    ...of,
    state: 'quarantined',
    formVersionId: null,
    language: null,
    staffId: null,
    test: false,
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    answers: null,
    customerKey: customerKeyOf({ id: of.id }),
    offerCode: null,
    durationMs: null,
    capturedAt: null,
    consents: [],
  }
}

/**
 * The same sign-up always has the same text here, whatever the order and spacing of its JSON was; its hash decides
 * whether two hand-ins under one id are the same. So this order is for ever: what is new goes to the end, only when present.
 */
export function digestOfContent(content: SignupContent): string {
  const { answers } = content
  const text = JSON.stringify([
    content.formVersion,
    content.capturedAt,
    content.language,
    answers.firstName,
    answers.lastName,
    answers.email,
    answers.phone,
    answers.birthday,
    content.consents.map(consent => [consent.text, consent.given]),
    content.staff,
    content.offerCode,
    content.durationMs,
    content.test,
  ])
  return hash('sha256', text, 'hex')
}
