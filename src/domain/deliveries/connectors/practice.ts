import * as z from 'zod/mini'
import {
  type Call,
  type CallAnswer,
  type Candidate,
  type Change,
  type Connector,
  explainAnswer,
  type Json,
  matchPerson,
  oneByOne,
  onlyBlanks,
  type Result,
  readList,
  readObject,
  readText,
  setting,
  waitForSearch,
  webAddress,
  withoutPhone,
} from '../connector.ts'

const settings = z.object({
  url: setting(webAddress, { title: 'Address', placeholder: 'https://…/practice-crm/api' }),
  token: setting(z.string().check(z.minLength(1), z.maxLength(200)), { title: 'Key', secret: true }),
})
type Practice = Call<z.infer<typeof settings>>

const named = { label: 'Practice CRM', guarantee: 'search-then-create' } as const

/** The built-in CRM: for trying everything out, spoken to over HTTP like any other. */
export const practice: Connector<z.infer<typeof settings>> = {
  ...named,
  name: 'practice',
  summary: 'Built in, for trying things out: see contacts arrive, live.',
  settings,
  pace: { batch: 1, concurrency: 4 },
  fields: {
    firstName: 'firstName',
    lastName: 'lastName',
    email: 'email',
    phone: 'phone',
    birthday: 'birthday',
    language: 'language',
    store: 'store',
    'consent.email': 'consentEmail',
  },

  async check(call) {
    const answer = await ask(call, 'GET', '/me')
    if (answer.status === 200) return { ok: true, account: readText(answer.json(), 'name') ?? named.label }
    const trouble = explainAnswer(named.label, call, answer, { maybeSent: false }, false)
    const reason = trouble && 'reason' in trouble ? trouble.reason : 'There is no practice CRM at this address.'
    return { ok: false, reason, remedy: 'Enter the address and key that the practice CRM shows.' }
  },

  deliver: oneByOne(named, async (call: Practice, change) => {
    const known = change.recordId === null ? undefined : await update(call, change, change.recordId, change.fields)
    return known ?? (await findAndWrite(call, change))
  }),
}

/** It joins nothing by itself, so we look first, each time. */
async function findAndWrite(call: Practice, change: Change): Promise<Result> {
  const candidates: Json[] = []
  for (const [field, value] of [
    ['email', change.person.email],
    ['phone', change.person.phone],
  ] as const) {
    if (!value) continue
    const answer = await ask(call, 'GET', `/contacts?${field}=${encodeURIComponent(value)}`)
    if (answer.status !== 200) return unexpected(call, answer, change, false)
    candidates.push(...readList(readObject(answer.json()).contacts).map(readContact))
  }
  const match = matchPerson(change.person, candidates.map(candidateOf))
  if (match.kind === 'several') {
    const reason = 'Several contacts there have this e-mail address or phone number.'
    return { outcome: 'rejected', code: 'several-matches', reason, remedy: 'Join them there, then send it again.' }
  }
  if (match.kind === 'one') {
    const fields = match.keepPhone ? change.fields : withoutPhone(change)
    const written = await update(call, change, match.id, fields)
    if (written) {
      return match.keepPhone || written.outcome !== 'delivered' ? written : { ...written, note: phoneTaken }
    }
  }
  return waitForSearch(named.label, call, change, 30_000) ?? (await create(call, change))
}

const phoneTaken = 'The phone number belongs to another contact there and was left out.'

/** undefined when that contact no longer exists. */
async function update(
  call: Practice,
  change: Change,
  id: string,
  fields: Change['fields'],
): Promise<Result | undefined> {
  const path = `/contacts/${encodeURIComponent(id)}`
  let sent = fields
  if (change.fillBlanksOnly) {
    const there = await ask(call, 'GET', path)
    if (there.status === 404) return undefined
    if (there.status !== 200) return unexpected(call, there, change, false)
    sent = onlyBlanks(fields, readContact(readObject(there.json())))
  }
  const answer = await ask(call, 'PUT', path, sent)
  if (answer.status === 404) return undefined
  return delivered(call, answer, change, false)
}

async function create(call: Practice, change: Change): Promise<Result> {
  return delivered(call, await ask(call, 'POST', '/contacts', change.fields), change, true)
}

function delivered(call: Practice, answer: CallAnswer, change: Change, created: boolean): Result {
  if (answer.status < 200 || answer.status > 299) return unexpected(call, answer, change, true)
  const body = answer.json()
  const recordId = readText(body, 'id')
  if (!recordId) {
    const reason = `${named.label} said yes but named no contact.`
    return { outcome: 'retry', reason, lane: false, maybeSent: true }
  }
  return { outcome: 'delivered', recordId, recordUrl: readText(body, 'url'), created }
}

function unexpected(call: Practice, answer: CallAnswer, change: Change, wrote: boolean): Result {
  const known = explainAnswer(named.label, call, answer, change, wrote)
  if (known) return known
  const reason = `${named.label} does not take this contact as it is.`
  return { outcome: 'rejected', code: 'not-accepted', reason, remedy: 'Look at the mapping of the fields.' }
}

function ask(call: Practice, method: 'GET' | 'POST' | 'PUT', path: string, json?: unknown): Promise<CallAnswer> {
  const headers = { authorization: `Bearer ${call.settings.token}` }
  return call.http({ method, url: call.settings.url + path, headers, ...(json === undefined ? {} : { json }) })
}

/** Contacts come with their fields beside the id, or below `fields`. */
function readContact(contact: Json): Json {
  const { fields, ...rest } = contact
  return typeof fields === 'object' ? { ...fields, ...rest } : contact
}

function candidateOf(contact: Json): Candidate {
  return {
    id: readText(contact, 'id') ?? '',
    email: readText(contact, 'email'),
    phone: readText(contact, 'phone'),
    firstName: readText(contact, 'firstName'),
    lastName: readText(contact, 'lastName'),
  }
}
