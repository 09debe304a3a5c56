import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FakeCrm, openFakeCrm } from '../../../../test/fakes/crm.ts'
import { type EspoDialect, espoDialect } from '../../../../test/fakes/dialects.ts'
import { callTo, changeFor, handOver, openTestOutbound } from '../../../../test/support/handing-over.ts'
import type { Change } from '../connector.ts'
import { espocrm } from './espocrm.ts'

const outbound = openTestOutbound()
afterAll(() => outbound.close())

let crm: FakeCrm<EspoDialect>
let now: number
beforeEach(async () => {
  crm = await openFakeCrm(espoDialect())
  now = Date.now()
})
afterEach(() => crm.close())

const hand = async (change: Change, deadlineMs = 5_000) => {
  const [result] = await handOver(espocrm, crm, [change], { outbound, deadlineMs, now: () => now })
  return result
}
const ada = { emailAddress: 'ada@example.com', phoneNumber: '+31201234567', firstName: 'Ada', lastName: 'Lovelace' }

describe('who is there already', () => {
  test('the same e-mail address is the same person, in any case, and is updated', async () => {
    crm.ledger.create({ ...ada, emailAddress: 'ADA@example.com', phoneNumber: null, firstName: 'A.' })
    expect(await hand(changeFor(crm))).toEqual({
      outcome: 'delivered',
      recordId: 'r1',
      recordUrl: `${crm.url}/#Contact/view/r1`,
      created: false,
    })
    expect(crm.ledger.living()).toHaveLength(1)
    expect(crm.ledger.records[0]?.fields).toMatchObject({ firstName: 'Ada', phoneNumber: '+31201234567' })
  })

  test('a namesake with another e-mail address is somebody else and is left alone', async () => {
    crm.ledger.create({ ...ada, emailAddress: 'other@example.com', phoneNumber: '+31209999999' })
    expect(await hand(changeFor(crm))).toMatchObject({
      outcome: 'delivered',
      recordId: 'r2',
      created: true,
      note: 'There is another contact of the same name.',
    })
    expect(crm.ledger.records[0]?.history).toHaveLength(1)
  })

  test('a namesake of whom nothing else is known is left for a person to decide', async () => {
    crm.ledger.create({ firstName: 'Ada', lastName: 'Lovelace' })
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code: 'duplicate' })
    expect(crm.ledger.records).toHaveLength(1)
    expect(crm.ledger.records[0]?.history).toHaveLength(1)
  })

  test('somebody who gives only a name cannot be told from a namesake', async () => {
    crm.ledger.create(ada)
    expect(await hand(changeFor(crm, { email: null, phone: null }))).toMatchObject({ code: 'duplicate' })
  })

  test('who has a phone number alone is told from a namesake by it', async () => {
    crm.ledger.create({ ...ada, emailAddress: null, phoneNumber: '+31209999999' })
    expect(await hand(changeFor(crm, { email: null }))).toMatchObject({ recordId: 'r2', created: true })
    expect(crm.ledger.records[0]?.history).toHaveLength(1)
  })

  test('a duplicate of another name, by a rule of that EspoCRM’s own, is left to a person', async () => {
    crm.answerNext({ status: 409, body: [{ id: 'r9', lastName: 'Byron', emailAddress: 'byron@example.com' }] }, 'write')
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code: 'duplicate' })
    expect(crm.ledger.records).toHaveLength(0)
  })

  test('what goes wrong while we look who is meant, is said and nothing is written', async () => {
    crm.ledger.create(ada)
    crm.answerNext({ status: 409, body: [{ id: 'r1', ...ada }] }, 'write')
    crm.next('service-unavailable')
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'retry', lane: true })
    expect(crm.ledger.records[0]?.history).toHaveLength(1)
    crm.next('error-500')
    expect(await hand(changeFor(crm, {}, { maybeSent: true, maybeSentAt: now }))).toMatchObject({ outcome: 'retry' })
    expect(crm.ledger.records[0]?.history).toHaveLength(1)
  })

  test('the namesake beside whom it may not be created either is said as EspoCRM says it', async () => {
    crm.ledger.create({ ...ada, emailAddress: 'other@example.com', phoneNumber: '+31209999999' })
    crm.answerNext({ status: 409, body: [{ id: 'r1', ...crm.ledger.records[0]?.fields }] }, 'write')
    crm.next('field-required')
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code: 'field:birthday:required' })
    expect(crm.ledger.records).toHaveLength(1)
  })

  test('a phone number that belongs to somebody else is not moved over', async () => {
    crm.ledger.create({ ...ada, phoneNumber: null })
    crm.ledger.create({ emailAddress: 'grace@example.com', lastName: 'Hopper', phoneNumber: '+31201234567' })
    const result = await hand(changeFor(crm))
    expect(result).toMatchObject({
      outcome: 'delivered',
      recordId: 'r1',
      note: expect.stringContaining('phone number'),
    })
    expect(crm.ledger.records.map(record => record.fields.phoneNumber)).toEqual([null, '+31201234567'])
  })

  test('several contacts of one e-mail address: the one of the same name, or a person decides', async () => {
    crm.ledger.create({ ...ada, firstName: 'Byron', phoneNumber: null })
    crm.ledger.create({ ...ada, phoneNumber: null })
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'delivered', recordId: 'r2' })
    expect(await hand(changeFor(crm, { firstName: 'Augusta', phone: null }))).toMatchObject({ code: 'several-matches' })
  })
})

describe('after a first delivery', () => {
  test('the known record is updated, whatever e-mail address it has by now', async () => {
    crm.ledger.create({ ...ada, emailAddress: 'married@example.com' })
    expect(await hand(changeFor(crm, {}, { recordId: 'r1' }))).toMatchObject({ recordId: 'r1', created: false })
    expect(crm.calls.map(call => call.method)).toEqual(['PUT'])
  })

  test('a deleted record is made anew', async () => {
    crm.ledger.create(ada)
    crm.ledger.delete('r1')
    const result = await hand(changeFor(crm, {}, { recordId: 'r1' }))
    expect(result).toMatchObject({ outcome: 'delivered', recordId: 'r2', created: true })
  })

  test('a deleted record that still blocks its e-mail address is left to a person', async () => {
    crm.ledger.create(ada)
    crm.ledger.delete('r1')
    crm.dialect.deletedBlock = true
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code: 'duplicate' })
    expect(crm.ledger.living()).toHaveLength(0)
  })

  test('a late one only fills blanks', async () => {
    crm.ledger.create({ ...ada, firstName: 'Augusta', phoneNumber: '' })
    const late = changeFor(crm, {}, { recordId: 'r1', fillBlanksOnly: true })
    expect(await hand(late)).toMatchObject({ outcome: 'delivered' })
    expect(crm.ledger.records[0]?.history.at(-1)?.fields).toEqual({ phoneNumber: '+31201234567' })
    crm.ledger.delete('r1')
    expect(await hand(late)).toMatchObject({ outcome: 'delivered', recordId: 'r2', created: true })
    crm.next('forbidden')
    expect(await hand(late)).toMatchObject({ outcome: 'disconnected' })
  })
})

describe('after a call that may have been accepted', () => {
  test('it waits for a search that lags behind, then updates', async () => {
    crm.ledger.searchLags = true
    crm.next('accept-then-hang')
    const first = await hand(changeFor(crm), 300)
    expect(first).toMatchObject({ outcome: 'retry', maybeSent: true })
    const again = changeFor(crm, {}, { maybeSent: true, maybeSentAt: now })
    now += 5_000
    expect(await hand(again)).toMatchObject({ outcome: 'retry', afterMs: 25_000, lane: false, maybeSent: true })
    crm.ledger.catchUp()
    now += 25_000
    expect(await hand(again)).toMatchObject({ outcome: 'delivered', recordId: 'r1', created: false })
    expect(crm.ledger.records).toHaveLength(1)
  })

  test('the CRM’s own look for duplicates saves us when the search lags for ever', async () => {
    crm.ledger.searchLags = true
    crm.next('accept-then-hang')
    await hand(changeFor(crm), 300)
    now += 60_000
    const again = changeFor(crm, {}, { maybeSent: true, maybeSentAt: now - 60_000 })
    expect(await hand(again)).toMatchObject({ outcome: 'delivered', recordId: 'r1' })
    expect(crm.ledger.records).toHaveLength(1)
  })
})

describe('a contact that is not taken', () => {
  test.each([
    [
      'field-required',
      'field:birthday:required',
      'EspoCRM does not take this contact: its field "birthday" must not be empty.',
    ],
    [
      'value-removed',
      'field:language:valid',
      'EspoCRM does not take this contact: its field "language" does not allow this value.',
    ],
    [
      'field-too-short',
      'field:lastName:maxLength',
      'EspoCRM does not take this contact: its field "lastName" is too short for the value.',
    ],
  ] as const)('says which field and why: %s', async (misdeed, code, reason) => {
    crm.next(misdeed)
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code, reason })
  })

  test('is parked alone when the key may not change just this one', async () => {
    crm.ledger.create(ada)
    crm.next('forbidden')
    const known = changeFor(crm, {}, { recordId: 'r1' })
    expect(await hand(known)).toMatchObject({ outcome: 'rejected', code: 'not-allowed' })
    crm.next('throttled-403')
    expect(await hand(known)).toMatchObject({ outcome: 'retry', lane: true })
    crm.ledger.create({ ...ada, phoneNumber: null })
    crm.next('conflict')
    expect(await hand(known)).toMatchObject({ outcome: 'rejected', code: 'duplicate' })
  })

  test('says what it can of a complaint that it does not know', async () => {
    const complaint = (data: object) => ({ status: 400, body: { messageTranslation: { data } } })
    crm.answerNext(complaint({ field: 'birthday', type: 'tooOld' }), 'write')
    const reason = 'EspoCRM does not take this contact: its field "birthday" has a value that it does not allow.'
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code: 'field:birthday:tooOld', reason })
    crm.answerNext(complaint({ field: 'birthday' }), 'write')
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code: 'field:birthday:invalid', reason })
  })

  test('a refusal that names a time to come back is about pace and not about rights', async () => {
    crm.answerNext({ status: 403, headers: { 'retry-after': '7' } }, 'write')
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'retry', lane: true, afterMs: 7_000 })
  })

  test('an answer that is no record is no success; a number is as good an id as a word', async () => {
    crm.answerNext({ status: 200, body: ['r1'] }, 'write')
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'retry', maybeSent: true })
    crm.ledger.create(ada)
    crm.answerNext({ status: 200, body: ['r1'] })
    const late = changeFor(crm, {}, { recordId: 'r1', fillBlanksOnly: true })
    expect(await hand(late)).toMatchObject({ outcome: 'retry' })
    expect(crm.ledger.records[0]?.history).toHaveLength(1)
    crm.answerNext({ status: 200, body: { id: 4711 } }, 'write')
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'delivered', recordId: '4711' })
  })

  test('says no more than it knows when EspoCRM gives no reason', async () => {
    crm.next('refused')
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code: 'not-accepted' })
    crm.next('conflict')
    expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code: 'duplicate' })
  })

  test('holds up no other: the rest of the batch arrives', async () => {
    const wrong = changeFor(crm, { phone: '020 123', email: 'a@example.com', lastName: 'Noether' })
    const results = await handOver(espocrm, crm, [wrong, changeFor(crm)], { outbound })
    expect(results.map(result => result.outcome)).toEqual(['rejected', 'delivered'])
  })

  test('a wrong address is the connection’s trouble, not the record’s', async () => {
    const settings = { ...crm.settings, url: `${crm.url}/elsewhere` }
    const [result] = await handOver(espocrm, crm, [changeFor(crm)], { outbound, settings })
    expect(result).toMatchObject({ outcome: 'disconnected' })
  })
})

describe('setting it up', () => {
  test('the check names the account', async () => {
    expect(await espocrm.check(callTo(espocrm, crm, { outbound }))).toEqual({ ok: true, account: 'Kiosk' })
    const wrong = { ...crm.settings, apiKey: 'wrong' }
    expect(await espocrm.check(callTo(espocrm, crm, { outbound, settings: wrong }))).toMatchObject({ ok: false })
    crm.next('mixed-207')
    expect(await espocrm.check(callTo(espocrm, crm, { outbound }))).toMatchObject({ ok: false })
    crm.next('conflict', 'call')
    expect(await espocrm.check(callTo(espocrm, crm, { outbound }))).toMatchObject({
      ok: false,
      reason: 'There is no EspoCRM at this address.',
    })
  })

  test('an account without a name goes by its user name, and one without either is still good', async () => {
    crm.answerNext({ status: 200, body: { user: { userName: 'kiosk' } } })
    expect(await espocrm.check(callTo(espocrm, crm, { outbound }))).toEqual({ ok: true, account: 'kiosk' })
    crm.answerNext({ status: 200, body: {} })
    expect(await espocrm.check(callTo(espocrm, crm, { outbound }))).toEqual({ ok: true })
  })

  test('its fields can be chosen from, those that can be written', async () => {
    const fields = await espocrm.discover?.(callTo(espocrm, crm, { outbound }))
    expect(fields?.map(field => [field.key, field.label, field.required])).toEqual([
      ['name', 'Name', false],
      ['firstName', 'First name', false],
      ['lastName', 'Last name', true],
      ['emailAddress', 'Email address', false],
    ])
    crm.next('error-500')
    await expect(espocrm.discover?.(callTo(espocrm, crm, { outbound }))).rejects.toThrow()
  })
})
