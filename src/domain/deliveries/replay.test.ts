import { expect, test } from 'vitest'
import { lanesBench, people } from '../../../test/builders/lanes.ts'
import { openLedger } from '../../../test/fakes/memory-crm.ts'
import { until } from '../../../test/support/until.ts'
import type { Ports } from '../../platform/ports.ts'
import { accountScope, type Scope } from '../../platform/scope.ts'
import type { Result } from './connector.ts'
import { attemptsOf, countDeliveries, deliveryBriefs, replayDeliveries } from './index.ts'
import { listParked } from './queries.ts'

const { bench, openGate } = lanesBench()
const tooLong: Result = { outcome: 'rejected', code: 'too-long', reason: 'The name is too long there.' }

function as(ports: Ports, accountId: string, role = 'owner'): Scope {
  return accountScope(ports, accountId, { kind: 'member', id: '018f0000-0000-7000-8000-000000000001', role })
}

test('everything parked goes again, and an audit event says who sent it', async () => {
  const b = await bench()
  let strict = true
  const ledger = openLedger(() => (strict ? tooLong : undefined))
  await b.put(people)
  const { ports } = b.work([ledger])
  await b.allAre('parked')
  strict = false
  const scope = as(ports, b.retailer.accountId, 'staff')
  expect(await replayDeliveries(scope, { allParked: true })).toEqual({ replayed: 6 })
  await b.allAre('delivered')
  expect((await b.rows()).every(row => !row.fill_blanks)).toBe(true)
  expect(await replayDeliveries(scope, { allParked: true })).toEqual({ replayed: 0 })
  const events = await b.query('select action, actor_id, fields from app.audit_events where account_id = $1')
  expect(events).toEqual([{ action: 'replay deliveries', actor_id: scope.actor.id, fields: { count: 6 } }])
})

test('one, those of a sign-up, those of a connection: only what was chosen goes', async () => {
  const b = await bench(['ledger', 'other'])
  const [ledger, other] = [openLedger(() => tooLong), openLedger(() => tooLong, { name: 'other' })]
  const [signup] = await b.put(people)
  const { ports, lanes } = b.work([ledger, other])
  await b.allAre('parked')
  await lanes.stop()
  const scope = as(ports, b.retailer.accountId)
  const [first] = await b.rows()
  expect(await replayDeliveries(scope, { deliveries: [first?.id ?? ''] })).toEqual({ replayed: 1 })
  expect(await replayDeliveries(scope, { signup })).toEqual({ replayed: 1 })
  expect(await replayDeliveries(scope, { connection: b.retailer.connectionIds[1] })).toEqual({ replayed: 5 })
  await expect(replayDeliveries(scope, {})).rejects.toMatchObject({ code: 'invalid' })
  await expect(replayDeliveries(as(ports, b.retailer.accountId, 'viewer'), { allParked: true })).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('one that newer changes have passed only fills blanks', async () => {
  const b = await bench()
  let strict = true
  const ledger = openLedger(change => (strict && change.fields.last === 'Byron' ? tooLong : undefined))
  await b.put([
    { email: 'ada@example.com', firstName: 'A.', lastName: 'Byron' },
    { email: 'ada@example.com', firstName: 'Ada' },
  ])
  const { ports } = b.work([ledger])
  await until(async () => (await b.rows()).map(row => row.state).join() === 'parked,delivered')
  strict = false
  await replayDeliveries(as(ports, b.retailer.accountId), { allParked: true })
  await b.allAre('delivered')
  expect(ledger.contacts.map(contact => contact.fields)).toEqual([
    { email: 'ada@example.com', first: 'Ada', last: 'Byron' },
  ])
})

test('one that a newer change is just passing only fills blanks too', async () => {
  const b = await bench()
  const gate = openGate()
  let strict = true
  const ledger = openLedger(async change => {
    if (strict && change.fields.last === 'Byron') return tooLong
    if (change.fields.first === 'Ada') await gate.opened
    return undefined
  })
  await b.put([
    { email: 'ada@example.com', firstName: 'A.', lastName: 'Byron' },
    { email: 'ada@example.com', firstName: 'Ada' },
  ])
  const { ports } = b.work([ledger])
  await until(() => ledger.calls.length === 2)
  strict = false
  await replayDeliveries(as(ports, b.retailer.accountId), { allParked: true })
  gate.open()
  await b.afterMoments(async () => (await b.rows()).every(row => row.state === 'delivered'))
  expect(ledger.contacts.map(contact => contact.fields)).toEqual([
    { email: 'ada@example.com', first: 'Ada', last: 'Byron' },
  ])
})

test('replaying gives another thirty days', async () => {
  const b = await bench()
  let answer: Result = tooLong
  const ledger = openLedger(() => answer)
  await b.put(people.slice(0, 1))
  await b.query(`update app.deliveries set waiting_since = now() - interval '40 days' where account_id = $1`)
  const { ports } = b.work([ledger])
  await b.allAre('parked')
  answer = { outcome: 'retry', reason: 'Busy.', lane: false, maybeSent: false }
  await replayDeliveries(as(ports, b.retailer.accountId), { allParked: true })
  await b.allAre('retrying')
  expect((await b.rows())[0]?.reason).toBe('Busy.')
})

test('what may have arrived where nothing can be looked up waits for a person, and is sent when that person says so', async () => {
  const b = await bench()
  let silent = true
  const ledger = openLedger(() => (silent ? 'lost' : undefined), { guarantee: 'append-only' })
  await b.put(people.slice(0, 1))
  const { ports } = b.work([ledger])
  await b.afterMoments(async () => (await b.rows())[0]?.state === 'parked')
  expect((await b.rows())[0]).toMatchObject({ reason_code: 'maybe-sent', maybe_sent: true })
  expect(ledger.calls).toHaveLength(1)
  silent = false
  await replayDeliveries(as(ports, b.retailer.accountId), { allParked: true })
  await b.afterMoments(async () => (await b.rows())[0]?.state === 'delivered')
  expect(ledger.calls).toHaveLength(2)
})

test('the story of a sign-up: its deliveries, every attempt, and what is parked by reason', async () => {
  const b = await bench(['ledger', 'other'])
  const ledger = openLedger(change => (change.fields.first === 'ada' ? tooLong : undefined))
  const other = openLedger(() => ({ outcome: 'retry', reason: 'Busy.', lane: false, maybeSent: false }), {
    name: 'other',
  })
  const [ada = '', grace = ''] = await b.put(people.slice(0, 2))
  const { ports, lanes } = b.work([ledger, other])
  await until(async () => (await b.rows()).every(row => ['parked', 'delivered', 'retrying'].includes(row.state)))
  await lanes.stop()
  const scope = as(ports, b.retailer.accountId)
  const briefs = await scope.tx(tx => deliveryBriefs(tx, [ada, grace]))
  const shown = (id: string) =>
    briefs
      .get(id)
      ?.map(({ connectionName, state, reason }) => ({ connectionName, state, reason }))
      .sort((one, two) => one.connectionName.localeCompare(two.connectionName))
  expect(shown(ada)).toEqual([
    { connectionName: 'Practice CRM 1', state: 'parked', reason: 'The name is too long there.' },
    { connectionName: 'Practice CRM 2', state: 'retrying', reason: 'Busy.' },
  ])
  expect(shown(grace)?.[0]).toMatchObject({ state: 'delivered', reason: null })
  expect(briefs.get(grace)?.find(brief => brief.state === 'delivered')).toMatchObject({
    recordId: 'record-1',
    recordUrl: 'https://crm.example.com/record-1',
    deliveredAt: expect.any(String),
  })
  expect(briefs.get(ada)?.find(brief => brief.state === 'retrying')?.dueAt).toEqual(expect.any(String))
  const attempts = await scope.tx(tx => attemptsOf(tx, ada))
  expect(attempts.map(attempt => `${attempt.connector} ${attempt.outcome}: ${attempt.summary}`).sort()).toEqual([
    'ledger rejected: The name is too long there.',
    'other retry: Busy.',
  ])
  expect(await scope.tx(listParked)).toEqual([
    expect.objectContaining({ connectionId: b.retailer.connectionIds[0], reasonCode: 'too-long', count: 1 }),
  ])
  expect(await scope.tx(countDeliveries)).toEqual({ waiting: 2, parked: 1 })
  expect(await scope.tx(tx => deliveryBriefs(tx, []))).toEqual(new Map())

  await b.query(`update app.connections set state = 'paused' where account_id = $1`)
  const paused = await scope.tx(tx => deliveryBriefs(tx, [ada]))
  expect(paused.get(ada)?.find(brief => brief.state === 'retrying')?.reason).toBe('The connection is paused.')
})
