import type { Claimed, ClaimedConsent } from './claim.ts'
import type { Change } from './connector.ts'

/** What of a sign-up can go into a field of a CRM. */
export const sources = [
  { key: 'firstName', label: 'First name' },
  { key: 'lastName', label: 'Last name' },
  { key: 'fullName', label: 'Full name' },
  { key: 'email', label: 'E-mail address' },
  { key: 'phone', label: 'Phone number' },
  { key: 'birthday', label: 'Birthday' },
  { key: 'language', label: 'Language' },
  { key: 'store', label: 'Store' },
  { key: 'device', label: 'Tablet' },
  { key: 'offerCode', label: 'Offer code' },
  { key: 'signupId', label: 'Sign-up id' },
  { key: 'capturedAt', label: 'Signed up at' },
  { key: 'consent.email', label: 'Agreed to e-mail' },
  { key: 'consent.sms', label: 'Agreed to text messages' },
  { key: 'consent.profiling', label: 'Agreed to personal offers' },
  { key: 'consent.terms', label: 'Accepted the terms' },
] as const
export type Source = (typeof sources)[number]['key']
type Value = string | boolean | undefined

/** Turns a claimed delivery into what a connector gets. `mapping`: our source → the CRM's field. */
export function toChange(claimed: Claimed, mapping: Record<string, string>): Change {
  const values = readSources(claimed)
  return {
    id: claimed.id,
    signupId: claimed.signupId,
    kind: claimed.kind,
    recordId: claimed.recordId,
    maybeSent: claimed.maybeSent,
    maybeSentAt: claimed.maybeSentAt?.getTime() ?? null,
    fillBlanksOnly: claimed.fillBlanks,
    fields: mapFields(values, mapping),
    person: {
      email: claimed.signup.email,
      phone: claimed.signup.phone,
      firstName: claimed.signup.firstName,
      lastName: claimed.signup.lastName,
    },
    event: describe(claimed),
  }
}

function readSources({ signup, signupId }: Claimed): Record<Source, Value> {
  const answers = JSON.parse(signup.answers) as { birthday?: unknown }
  const name = [signup.firstName, signup.lastName].filter(Boolean).join(' ')
  return {
    firstName: signup.firstName ?? undefined,
    lastName: signup.lastName ?? undefined,
    fullName: name === '' ? undefined : name,
    email: signup.email ?? undefined,
    phone: signup.phone ?? undefined,
    birthday: typeof answers.birthday === 'string' ? answers.birthday : undefined,
    language: signup.language ?? undefined,
    store: signup.store ?? undefined,
    device: signup.device ?? undefined,
    offerCode: signup.offerCode ?? undefined,
    signupId,
    capturedAt: (signup.capturedAt ?? signup.receivedAt).toISOString(),
    'consent.email': agreed(signup.consents, 'email'),
    'consent.sms': agreed(signup.consents, 'sms'),
    'consent.profiling': agreed(signup.consents, 'profiling'),
    'consent.terms': agreed(signup.consents, 'terms'),
  }
}

/** Only what was asked and ticked is agreed to; not asked and not ticked are both no. */
function agreed(consents: ClaimedConsent[], purpose: string): boolean {
  const about = consents.filter(consent => consent.purpose === purpose)
  return about.length > 0 && about.every(consent => consent.given)
}

/** What the shopper left empty is left out, so that it wipes nothing that the CRM knows. */
function mapFields(values: Record<Source, Value>, mapping: Record<string, string>): Record<string, string | boolean> {
  const fields = Object.create(null) as Record<string, string | boolean>
  for (const [source, target] of Object.entries(mapping)) {
    const value = Object.hasOwn(values, source) ? values[source as Source] : undefined
    if (target !== '' && value !== undefined) fields[target] = value
  }
  return { ...fields }
}

/** The sign-up as the public API shows it, for connections that take it whole. */
function describe({ signup, signupId }: Claimed): Record<string, unknown> {
  return {
    id: signupId,
    capturedAt: signup.capturedAt?.toISOString() ?? null,
    receivedAt: signup.receivedAt.toISOString(),
    test: signup.test,
    language: signup.language,
    store: signup.store,
    device: signup.device,
    form: signup.form,
    offerCode: signup.offerCode,
    firstName: signup.firstName,
    lastName: signup.lastName,
    email: signup.email,
    phone: signup.phone,
    answers: JSON.parse(signup.answers) as unknown,
    consents: signup.consents,
  }
}
