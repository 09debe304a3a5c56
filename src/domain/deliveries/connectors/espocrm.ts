import * as z from 'zod/mini'
import {
  type Call,
  type CallAnswer,
  type Candidate,
  type Change,
  type Connector,
  explainAnswer,
  type Json,
  type Match,
  matchPerson,
  oneByOne,
  onlyBlanks,
  type Result,
  readList,
  readObject,
  readPath,
  readText,
  sameName,
  setting,
  type TargetField,
  waitForSearch,
  webAddress,
  withoutPhone,
} from '../connector.ts'

const settings = z.object({
  url: setting(webAddress, {
    title: 'Address',
    description: 'Where you open EspoCRM in the browser.',
    placeholder: 'https://crm.example.com',
  }),
  apiKey: setting(z.string().check(z.trim(), z.minLength(1), z.maxLength(200)), {
    title: 'API key',
    description: 'In EspoCRM: Administration, API Users. Its role needs to create, read and edit contacts.',
    secret: true,
  }),
})
type Espo = Call<z.infer<typeof settings>>

const named = { label: 'EspoCRM', guarantee: 'search-then-create' } as const

/** EspoCRM 7 and later. It refuses a contact whose e-mail or name it has, names those it means, and we update the right one. */
export const espocrm: Connector<z.infer<typeof settings>> = {
  ...named,
  name: 'espocrm',
  summary: 'Contacts in your own EspoCRM.',
  settings,
  pace: { batch: 1, concurrency: 4 },
  fields: { firstName: 'firstName', lastName: 'lastName', email: 'emailAddress', phone: 'phoneNumber' },

  async check(call) {
    const answer = await ask(call, 'GET', 'App/user')
    if (answer.status === 200) {
      const { user } = readObject(answer.json())
      const account = readText(user, 'name') ?? readText(user, 'userName')
      return account ? { ok: true, account } : { ok: true }
    }
    const trouble = explainAnswer(named.label, call, answer, { maybeSent: false }, false)
    if (trouble?.outcome === 'disconnected') {
      return { ok: false, reason: trouble.reason, remedy: trouble.remedy ?? 'Check the key.' }
    }
    const reason = trouble && 'reason' in trouble ? trouble.reason : 'There is no EspoCRM at this address.'
    return { ok: false, reason, remedy: 'Enter the address where you open EspoCRM in the browser.' }
  },

  async discover(call) {
    const answer = await ask(call, 'GET', 'Metadata?key=entityDefs.Contact.fields')
    if (answer.status !== 200) throw new Error('EspoCRM did not tell its fields')
    return Object.entries(readObject(answer.json())).flatMap(([key, definition]) => readField(key, definition))
  },

  deliver: oneByOne(named, async (call: Espo, change) => {
    const known = change.recordId === null ? undefined : await update(call, change, change.recordId, change.fields)
    if (known) return known
    const lookFirst = change.maybeSent || change.fillBlanksOnly || change.recordId !== null
    return lookFirst ? findThenWrite(call, change) : create(call, change)
  }),
}

/** Creates at once; only when EspoCRM says that it knows somebody like that do we look who. */
async function create(call: Espo, change: Change): Promise<Result> {
  const answer = await ask(call, 'POST', 'Contact', change.fields)
  if (answer.status !== 409) return written(call, change, answer, true)
  const listed = parsed(answer)
  // An EspoCRM with scripts of its own may refuse in its own ways.
  if (!Array.isArray(listed) || listed.length === 0) return stubborn()
  return resolveDuplicate(call, change, readList(listed))
}

async function findThenWrite(call: Espo, change: Change): Promise<Result> {
  const found = await findRecords(call, change)
  if ('outcome' in found) return found
  const match = matchPerson(change.person, found.records.map(candidateOf))
  const result = await writeMatch(call, change, match)
  return result ?? waitForSearch(named.label, call, change, 30_000) ?? (await create(call, change))
}

/**
 * EspoCRM calls it a duplicate when the e-mail *or only the name* is the same. The same e-mail is the same person. A namesake whom
 * neither e-mail nor phone connects with this person is somebody else: overwriting would destroy a stranger's data, so after the
 * search has confirmed that nobody has this e-mail or phone, the contact is created beside the namesake.
 */
async function resolveDuplicate(call: Espo, change: Change, listed: Json[]): Promise<Result> {
  const found = await findRecords(call, change)
  if ('outcome' in found) return found
  const match = matchPerson(change.person, [...listed, ...found.records].map(candidateOf))
  const result = await writeMatch(call, change, match)
  if (result) return result
  if (match.kind === 'one' || !(change.person.email || change.person.phone)) return stubborn()
  if (!listed.every(record => isSomebodyElse(record, change))) return stubborn()
  const answer = await ask(call, 'POST', 'Contact', change.fields, { 'x-skip-duplicate-check': 'true' })
  const created = written(call, change, answer, true)
  return created.outcome === 'delivered' ? { ...created, note: 'There is another contact of the same name.' } : created
}

/** Only what is surely a namesake: the same name, and an e-mail or phone of its own that is not this person's. */
function isSomebodyElse(record: Json, change: Change): boolean {
  const { email, phone, ...name } = candidateOf(record)
  if (!sameName(name, change.person)) return false
  return (email !== null && change.person.email !== null) || (phone !== null && change.person.phone !== null)
}

/** undefined: there is nobody to update, or no longer. */
async function writeMatch(call: Espo, change: Change, match: Match): Promise<Result | undefined> {
  if (match.kind === 'none') return undefined
  if (match.kind === 'several') {
    const reason = 'Several contacts in EspoCRM have this e-mail address or phone number.'
    const remedy = 'Merge them in EspoCRM, then send it again.'
    return { outcome: 'rejected', code: 'several-matches', reason, remedy }
  }
  const result = await update(call, change, match.id, match.keepPhone ? change.fields : withoutPhone(change))
  if (match.keepPhone || result?.outcome !== 'delivered') return result
  return { ...result, note: 'The phone number belongs to another contact there and was left out.' }
}

/** undefined when the contact was deleted. */
async function update(call: Espo, change: Change, id: string, fields: Json): Promise<Result | undefined> {
  const path = `Contact/${encodeURIComponent(id)}`
  let sent = fields
  if (change.fillBlanksOnly) {
    const there = await ask(call, 'GET', path)
    if (there.status === 404) return undefined
    if (there.status !== 200) return unexpected(call, there, change, false)
    sent = onlyBlanks(change.fields, readObject(there.json()))
  }
  const answer = await ask(call, 'PUT', path, sent)
  if (answer.status === 404) return undefined
  if (answer.status === 409) return stubborn()
  const result = written(call, change, answer, false)
  // A role may allow new contacts and those of its own only: that is this contact's trouble and not everybody's.
  return answer.status === 403 && result.outcome === 'disconnected' ? locked : result
}

async function findRecords(call: Espo, change: Change): Promise<{ records: Json[] } | Result> {
  const records: Json[] = []
  for (const [attribute, value] of [
    ['emailAddress', change.person.email],
    ['phoneNumber', change.person.phone],
  ] as const) {
    if (!value) continue
    const query = new URLSearchParams({
      'where[0][type]': 'equals',
      'where[0][attribute]': attribute,
      'where[0][value]': value,
      select: 'id,firstName,lastName,emailAddress,phoneNumber',
      maxSize: '10',
    })
    const answer = await ask(call, 'GET', `Contact?${query}`)
    if (answer.status !== 200) return unexpected(call, answer, change, false)
    records.push(...recordsIn(answer.json()))
  }
  return { records }
}

function written(call: Espo, change: Change, answer: CallAnswer, created: boolean): Result {
  if (answer.status < 200 || answer.status > 299) return unexpected(call, answer, change, true)
  const recordId = readText(answer.json(), 'id')
  if (!recordId) {
    const reason = 'EspoCRM said yes but named no contact.'
    return { outcome: 'retry', reason, lane: false, maybeSent: true }
  }
  const recordUrl = `${call.settings.url}/#Contact/view/${encodeURIComponent(recordId)}`
  return { outcome: 'delivered', recordId, recordUrl, created }
}

function unexpected(call: Espo, answer: CallAnswer, change: Change, wrote: boolean): Result {
  const known = explainAnswer(named.label, call, answer, change, wrote)
  if (known) return known
  if (answer.status === 409) return stubborn()
  return refused(answer)
}

const locked: Result = {
  outcome: 'rejected',
  code: 'not-allowed',
  reason: 'EspoCRM does not let the key change this contact.',
  remedy: 'Let the role of its API user edit all contacts, then send it again.',
}

function stubborn(): Result {
  const reason = 'EspoCRM takes this for a contact that it has, and we cannot tell which.'
  const remedy = 'Look for a contact of the same name and add the e-mail address or phone number, then send it again.'
  return { outcome: 'rejected', code: 'duplicate', reason, remedy }
}

/** What EspoCRM does not like about a field stands in the body, or in a header of the form "field: lastName, type: required". */
function refused(answer: CallAnswer): Result {
  const { field, type } = findComplaint(answer)
  if (!field) {
    const reason = 'EspoCRM does not take this contact as it is.'
    return { outcome: 'rejected', code: 'not-accepted', reason, remedy: 'Look at the mapping of the fields.' }
  }
  const { problem, remedy } = (type && complaints[type]) || unknownComplaint
  const reason = `EspoCRM does not take this contact: its field "${field}" ${problem}.`
  return { outcome: 'rejected', code: `field:${field}:${type ?? 'invalid'}`, reason, remedy }
}

type Complaint = { problem: string; remedy: string }
const unknownComplaint: Complaint = {
  problem: 'has a value that it does not allow',
  remedy: 'Look at this field in EspoCRM and at its mapping here.',
}
const complaints: Record<string, Complaint> = {
  required: {
    problem: 'must not be empty',
    remedy: 'Ask for it in the form and map it, or make it optional in EspoCRM.',
  },
  maxLength: { problem: 'is too short for the value', remedy: 'Make the field longer in EspoCRM, then send it again.' },
  valid: {
    problem: 'does not allow this value',
    remedy: 'Look at this field in EspoCRM and at its mapping here.',
  },
  array: { problem: 'wants a list of values', remedy: 'Map another field to it.' },
}

function findComplaint(answer: CallAnswer): { field?: string; type?: string } {
  const header = answer.headers['x-status-reason'] ?? ''
  const fromHeader = { field: /\bfield: *([\w.-]+)/i.exec(header)?.[1], type: /\btype: *(\w+)/i.exec(header)?.[1] }
  const data = readPath(parsed(answer), 'messageTranslation', 'data')
  const field = readText(data, 'field') ?? fromHeader.field
  const type = readText(data, 'type') ?? fromHeader.type
  return { ...(field ? { field } : {}), ...(type ? { type } : {}) }
}

function readField(key: string, definition: unknown): TargetField[] {
  const type = readText(definition, 'type')
  if (!type || unwritable.has(type) || readPath(definition, 'readOnly') === true) return []
  if (readPath(definition, 'disabled') === true) return []
  return [{ key, label: labelOf(key), type, required: readPath(definition, 'required') === true }]
}

const unwritable = new Set([
  'link',
  'linkMultiple',
  'linkParent',
  'linkOne',
  'foreign',
  'autoincrement',
  'map',
  'image',
])

/** "emailAddress" → "Email address": EspoCRM keeps its labels per language elsewhere. */
function labelOf(key: string): string {
  const words = key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function ask(
  call: Espo,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  json?: unknown,
  headers: Record<string, string> = {},
): Promise<CallAnswer> {
  return call.http({
    method,
    url: `${call.settings.url}/api/v1/${path}`,
    headers: { 'x-api-key': call.settings.apiKey, ...headers },
    ...(json === undefined ? {} : { json }),
  })
}

function recordsIn(body: unknown): Json[] {
  return readList(readObject(body).list)
}

function candidateOf(record: Json): Candidate {
  return {
    id: readText(record, 'id') ?? '',
    email: readText(record, 'emailAddress'),
    phone: readText(record, 'phoneNumber'),
    firstName: readText(record, 'firstName'),
    lastName: readText(record, 'lastName'),
  }
}

function parsed(answer: CallAnswer): unknown {
  try {
    return answer.json()
  } catch {
    return undefined
  }
}
