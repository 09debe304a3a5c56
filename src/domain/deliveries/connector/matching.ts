import type { Change } from './shape.ts'

/** A record of a CRM as far as it says whose it is. */
export type Candidate = {
  id: string
  email: string | null
  phone: string | null
  firstName: string | null
  lastName: string | null
}

export type Match =
  | { kind: 'none' }
  /** `keepPhone` false: the phone number belongs to somebody else there and must not be moved over. */
  | { kind: 'one'; id: string; keepPhone: boolean }
  /** Several records claim to be this person, and nothing tells them apart. */
  | { kind: 'several' }

/**
 * Which of the CRM's records is this person. Cautious: an e-mail address decides; a phone number only when nothing speaks
 * against it (families share one); a name never, since namesakes are common. A wrong update destroys a stranger's record,
 * a second record can be merged.
 */
export function matchPerson(person: Change['person'], candidates: Candidate[]): Match {
  const distinct = [...new Map(candidates.map(candidate => [candidate.id, candidate])).values()]
  const byEmail = distinct.filter(candidate => same(candidate.email, person.email))
  const byPhone = distinct.filter(candidate => same(digits(candidate.phone), digits(person.phone)))

  if (byEmail.length > 0) {
    const chosen = byEmail.length === 1 ? byEmail : narrow(byEmail, byPhone, person)
    const [only] = chosen
    if (!only || chosen.length > 1) return { kind: 'several' }
    return { kind: 'one', id: only.id, keepPhone: byPhone.every(candidate => candidate.id === only.id) }
  }
  const fitting = byPhone.filter(candidate => !candidate.email || !person.email || sameName(candidate, person))
  const [only] = fitting
  if (!only) return { kind: 'none' }
  if (fitting.length > 1) {
    const named = fitting.filter(candidate => sameName(candidate, person))
    return named.length === 1 && named[0] ? { kind: 'one', id: named[0].id, keepPhone: true } : { kind: 'several' }
  }
  return { kind: 'one', id: only.id, keepPhone: true }
}

/** Fields of the change that fill something the record does not have. */
export function onlyBlanks(fields: Change['fields'], record: Record<string, unknown>): Change['fields'] {
  return Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => {
      const there = record[key]
      return value !== null && (there === undefined || there === null || there === '')
    }),
  )
}

export function withoutPhone(change: Change): Change['fields'] {
  return Object.fromEntries(Object.entries(change.fields).filter(([, value]) => value !== change.person.phone))
}

function narrow(byEmail: Candidate[], byPhone: Candidate[], person: Change['person']): Candidate[] {
  const both = byEmail.filter(candidate => byPhone.includes(candidate))
  if (both.length === 1) return both
  return byEmail.filter(candidate => sameName(candidate, person))
}

/** First and last name together, in any case; two people without a name are not the same. */
export function sameName(
  candidate: Pick<Candidate, 'firstName' | 'lastName'>,
  person: Pick<Change['person'], 'firstName' | 'lastName'>,
): boolean {
  const name = (who: { firstName: string | null; lastName: string | null }) =>
    `${who.firstName ?? ''} ${who.lastName ?? ''}`.trim()
  return same(name(candidate), name(person))
}

function same(one: string | null, other: string | null): boolean {
  if (!one || !other) return false
  const plain = (text: string) => text.normalize('NFC').trim().toLowerCase()
  return plain(one) === plain(other)
}

function digits(phone: string | null): string | null {
  return phone?.replace(/[^\d+]/g, '') ?? null
}
