import type pg from 'pg'

/** One sign-up ready to be stored: the columns of `app.signups`, with its consents, and its body when it goes to quarantine. */
export type Row = {
  credentialId: string
  id: string
  number: number | null
  /** null is accepted. */
  state: 'quarantined' | null
  reason: string | null
  /** SHA-256 as hex. */
  digest: string
  formVersionId: string | null
  language: string | null
  staffId: string | null
  test: boolean
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  /** JSON text of what has no column of its own; null when there is nothing. */
  answers: string | null
  customerKey: string
  offerCode: string | null
  durationMs: number | null
  /** ISO 8601 in UTC. */
  capturedAt: string | null
  body: string | null
  consents: readonly { text: string; given: boolean }[]
}

export type Verdict = {
  /** `new`: stored now. `repeated`: these bytes were stored before. `contradicting`: other bytes were, under this id. */
  verdict: 'new' | 'repeated' | 'contradicting'
  state: 'accepted' | 'quarantined' | 'erased'
  reason: string | null
  receivedAt: Date
}

/**
 * Stores a batch in one transaction with one round trip; one verdict per row, in order, undefined where the credential is
 * unknown. No account's id and no device's number may stand twice in it. Resolves after the commit is on disk; rejects when
 * that takes longer than `patienceMs`.
 */
export async function storeRows(
  client: pg.ClientBase,
  rows: Row[],
  patienceMs: number,
): Promise<(Verdict | undefined)[]> {
  const query = { name: 'capture-signups', text: statement, values: columnsOf(rows), query_timeout: patienceMs }
  const { rows: answers } = await client.query<{
    ordinal: number
    verdict: Verdict['verdict']
    state: Verdict['state']
    reason: string | null
    received_at: Date
  }>(query)
  const first = answers[0]
  if (first?.ordinal === 0) return rows.map(row => verdictOfNew(row, first.received_at))
  const verdicts: (Verdict | undefined)[] = rows.map(() => undefined)
  for (const { ordinal, verdict, state, reason, received_at } of answers) {
    verdicts[ordinal - 1] = { verdict, state, reason, receivedAt: received_at }
  }
  return verdicts
}

function verdictOfNew(row: Row, receivedAt: Date): Verdict {
  return { verdict: 'new', state: row.state ?? 'accepted', reason: row.reason, receivedAt }
}

const parameters = 23
const statement = `select * from app.capture_signups(${Array.from({ length: parameters }, (_, index) => `$${index + 1}`).join(', ')})`

/**
 * The batch as array literals. Written here and not by the driver, which looks at each element's type anew; and a column
 * in which nobody has anything is null as a whole, which spares both sides the work.
 */
function columnsOf(rows: Row[]): (string | null)[] {
  const ordinals: number[] = []
  const texts: string[] = []
  const given: boolean[] = []
  rows.forEach((row, index) => {
    for (const consent of row.consents) {
      ordinals.push(index + 1)
      texts.push(consent.text)
      given.push(consent.given)
    }
  })
  const hasConsents = ordinals.length > 0
  return [
    plainArray(rows, row => row.credentialId),
    plainArray(rows, row => row.id),
    plainArray(rows, row => row.number),
    plainArray(rows, row => row.state),
    textArray(rows, row => row.reason),
    plainArray(rows, row => `"\\\\x${row.digest}"`),
    plainArray(rows, row => row.formVersionId),
    plainArray(rows, row => row.language),
    plainArray(rows, row => row.staffId),
    plainArray(rows, row => (row.test ? 't' : null)),
    textArray(rows, row => row.firstName),
    textArray(rows, row => row.lastName),
    textArray(rows, row => row.email),
    textArray(rows, row => row.phone),
    textArray(rows, row => row.answers),
    textArray(rows, row => row.customerKey),
    textArray(rows, row => row.offerCode),
    plainArray(rows, row => row.durationMs),
    plainArray(rows, row => (row.capturedAt === null ? null : `"${row.capturedAt}"`)),
    textArray(rows, row => row.body),
    hasConsents ? `{${ordinals.join(',')}}` : null,
    hasConsents ? `{${texts.join(',')}}` : null,
    hasConsents ? `{${given.join(',')}}` : null,
  ]
}

/** For what needs no quotes: UUIDs, numbers, words of our own. */
function plainArray(rows: Row[], pick: (row: Row) => string | number | null): string | null {
  let literal = '{'
  let filled = false
  for (const row of rows) {
    const value = pick(row)
    if (value !== null) filled = true
    literal += value === null ? 'NULL,' : `${value},`
  }
  return filled ? `${literal.slice(0, -1)}}` : null
}

function textArray(rows: Row[], pick: (row: Row) => string | null): string | null {
  let literal = '{'
  let filled = false
  for (const row of rows) {
    const value = pick(row)
    if (value !== null) filled = true
    literal += value === null ? 'NULL,' : `${quote(value)},`
  }
  return filled ? `${literal.slice(0, -1)}}` : null
}

const special = /["\\]/
function quote(text: string): string {
  return special.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`
}
