import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeCrm, openFakeCrm } from '../../../../test/fakes/crm.ts'
import { practiceDialect } from '../../../../test/fakes/dialects.ts'
import { callTo, changeFor, handOver, openTestOutbound } from '../../../../test/support/handing-over.ts'
import type { Change } from '../connector.ts'
import { practice } from './practice.ts'

const outbound = openTestOutbound()
afterAll(() => outbound.close())

let crm: FakeCrm
let now: number
beforeEach(async () => {
  crm = await openFakeCrm(practiceDialect())
  now = Date.now()
})
afterEach(() => crm.close())

const hand = async (change: Change, deadlineMs = 5_000) => {
  const [result] = await handOver(practice, crm, [change], { outbound, deadlineMs, now: () => now })
  return result
}
const ada = { email: 'ada@example.com', phone: '+31201234567', firstName: 'Ada', lastName: 'Lovelace' }

test('looks by e-mail and by phone before it creates', async () => {
  expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'delivered', recordId: 'r1', created: true })
  expect(crm.calls.map(call => call.method)).toEqual(['GET', 'GET', 'POST'])
  expect(await hand(changeFor(crm, { phone: null }))).toMatchObject({ recordId: 'r1', created: false })
  expect(await hand(changeFor(crm, { email: null }))).toMatchObject({ recordId: 'r1', created: false })
  expect(crm.ledger.records).toHaveLength(1)
})

test('a known record is updated by its id; a deleted one is made anew', async () => {
  crm.ledger.create(ada)
  expect(await hand(changeFor(crm, {}, { recordId: 'r1' }))).toMatchObject({ recordId: 'r1', created: false })
  expect(crm.calls.map(call => call.method)).toEqual(['PUT'])
  crm.ledger.delete('r1')
  expect(await hand(changeFor(crm, {}, { recordId: 'r1' }))).toMatchObject({ recordId: 'r2', created: true })
})

test('a late one only fills blanks', async () => {
  crm.ledger.create({ ...ada, firstName: 'Augusta', phone: null })
  await hand(changeFor(crm, {}, { recordId: 'r1', fillBlanksOnly: true }))
  expect(crm.ledger.records[0]?.history.at(-1)?.fields).toEqual({ phone: '+31201234567' })
  crm.ledger.delete('r1')
  expect(await hand(changeFor(crm, {}, { recordId: 'r1', fillBlanksOnly: true }))).toMatchObject({ recordId: 'r2' })
  crm.next('forbidden')
  const late = changeFor(crm, {}, { recordId: 'r2', fillBlanksOnly: true })
  expect(await hand(late)).toMatchObject({ outcome: 'disconnected' })
})

test('e-mail and phone of two people are not mixed up', async () => {
  crm.ledger.create({ ...ada, phone: null })
  crm.ledger.create({ email: 'grace@example.com', phone: '+31201234567', firstName: 'Grace', lastName: 'Hopper' })
  const result = await hand(changeFor(crm))
  expect(result).toMatchObject({ outcome: 'delivered', recordId: 'r1', note: expect.stringContaining('phone number') })
  expect(crm.ledger.records.map(record => record.fields.phone)).toEqual([null, '+31201234567'])
})

test('two contacts that cannot be told apart are left to a person', async () => {
  crm.ledger.create({ ...ada, phone: null })
  crm.ledger.create({ ...ada, phone: null })
  expect(await hand(changeFor(crm))).toMatchObject({ outcome: 'rejected', code: 'several-matches' })
})

test('after a call that may have been accepted it waits for a search that lags behind', async () => {
  crm.ledger.searchLags = true
  crm.next('accept-then-hang', 'write')
  expect(await hand(changeFor(crm), 300)).toMatchObject({ outcome: 'retry', maybeSent: true })
  const again = changeFor(crm, {}, { maybeSent: true, maybeSentAt: now })
  expect(await hand(again)).toMatchObject({ outcome: 'retry', afterMs: 30_000 })
  now += 30_000
  crm.ledger.catchUp()
  expect(await hand(again)).toMatchObject({ outcome: 'delivered', recordId: 'r1', created: false })
  expect(crm.ledger.records).toHaveLength(1)
})

test('the check names the account, and says when there is none', async () => {
  const check = () => practice.check(callTo(practice, crm, { outbound }))
  expect(await check()).toEqual({ ok: true, account: 'Practice CRM' })
  crm.answerNext({ status: 200, body: {} })
  expect(await check()).toEqual({ ok: true, account: 'Practice CRM' })
  crm.next('unauthorized')
  expect(await check()).toMatchObject({ ok: false, reason: expect.stringContaining('no longer accepts the key') })
  crm.answerNext({ status: 409 })
  expect(await check()).toMatchObject({ ok: false, reason: 'There is no practice CRM at this address.' })
})

test('a contact that goes between the look and the writing is made anew', async () => {
  crm.answerNext({ status: 200, body: { contacts: [{ id: 'r9', ...ada }] } })
  expect(await hand(changeFor(crm, { phone: null }))).toMatchObject({
    outcome: 'delivered',
    recordId: 'r1',
    created: true,
  })
  expect(crm.calls.map(call => call.method)).toEqual(['GET', 'PUT', 'POST'])
})
