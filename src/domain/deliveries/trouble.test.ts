import { expect, test } from 'vitest'
import { lanesBench, people } from '../../../test/builders/lanes.ts'
import { openLedger } from '../../../test/fakes/memory-crm.ts'
import { until } from '../../../test/support/until.ts'
import { accountScope } from '../../platform/scope.ts'
import { resumeConnection } from './connections.ts'
import type { Result } from './connector.ts'
import { troubleMailName } from './trouble-mail.ts'

const { bench, openGate } = lanesBench()

const down: Result = {
  outcome: 'retry',
  reason: 'Ledger has a problem of its own just now.',
  lane: true,
  maybeSent: false,
}
const refused: Result = {
  outcome: 'disconnected',
  reason: 'Ledger no longer accepts the key.',
  remedy: 'Enter a valid key.',
}

test('a CRM that is down is left alone, tried with one record at a time, and gets everything when it is back', async () => {
  const b = await bench()
  let state: 'down' | 'well' = 'down'
  const ledger = openLedger(() => (state === 'down' ? down : undefined))
  await b.put(people)
  b.work([ledger])
  await until(async () => (await b.connection()).state === 'degraded')
  expect(await b.connection()).toMatchObject({ failures: 1, state_reason: down.reason, remedy: null })
  const first = ledger.calls.length
  expect(first).toBeLessThanOrEqual(4)

  await b.afterMoments(async () => (await b.connection()).failures >= 5)
  expect(ledger.calls.length - first).toBe((await b.connection()).failures - 1)
  expect(Number((await b.connection()).not_before)).toBeLessThanOrEqual(b.clock.now() + 32_000)
  // Each probe is another record: the oldest might be what the CRM stumbles over.
  expect(new Set(ledger.calls.map(call => call.person.email)).size).toBe(6)

  state = 'well'
  await b.afterMoments(async () => ledger.contacts.length === 6)
  await b.allAre('delivered')
  expect(await b.connection()).toMatchObject({
    state: 'connected',
    failures: 0,
    state_reason: null,
    trouble_since: null,
  })
})

test('trouble that turns up while a success is being written down is noted all the same', async () => {
  const b = await bench()
  const gate = openGate()
  const ledger = openLedger(
    async (_change, call) => {
      if (call === 1) return undefined
      await gate.opened
      return down
    },
    { pace: { batch: 1, concurrency: 2 } },
  )
  const { lanes, ports } = b.work([ledger])
  const { transaction } = ports.db
  // Holds the commit of the first outcome back until the other call has failed.
  ports.db.transaction = (role, accountId, work) =>
    transaction(role, accountId, async tx => {
      const result = await work(tx)
      if (result instanceof Set) {
        gate.open()
        for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve))
      }
      return result
    })
  await b.put(people.slice(0, 2))
  lanes.wake(b.retailer.accountId)
  await until(async () => (await b.rows()).every(row => row.attempts === 1 && row.state !== 'delivering'))
  expect(await b.connection()).toMatchObject({ state: 'degraded', state_reason: down.reason })
})

test('a CRM that comes back and refuses every record does not make each of them wait for a probe', async () => {
  const b = await bench()
  let state: 'down' | 'fussy' = 'down'
  const ledger = openLedger(() => (state === 'down' ? down : { outcome: 'rejected', code: 'fussy', reason: 'No.' }))
  await b.put(people)
  b.work([ledger])
  await until(async () => (await b.connection()).state === 'degraded')
  state = 'fussy'
  const parked = async () => (await b.rows()).filter(row => row.state === 'parked').length
  await b.afterMoments(async () => (await parked()) > 0)
  expect(await b.afterMoments(async () => (await parked()) === 6)).toBeLessThan(30)
})

test('while a receiver is silent, what it cannot be asked about does not pile up in front of a person', async () => {
  const b = await bench()
  let silent = true
  const lost: Result = { outcome: 'rejected', code: 'maybe-sent', reason: 'Its answer never came.' }
  const ledger = openLedger(() => (silent ? lost : undefined), {
    guarantee: 'append-only',
    pace: { batch: 1, concurrency: 1 },
  })
  await b.put(people)
  b.work([ledger])
  await until(async () => (await b.connection()).state === 'degraded')
  expect(await b.connection()).toMatchObject({ state_reason: 'Ledger took a sign-up and did not answer.' })
  expect((await b.rows()).filter(row => row.state === 'parked')).toHaveLength(1)
  silent = false
  await b.afterMoments(async () => ledger.contacts.length === 5)
  expect(await b.connection()).toMatchObject({ state: 'connected' })
})

test('two workers share one probe', async () => {
  const b = await bench()
  const gate = openGate()
  let calls = 0
  const ledger = openLedger(
    async () => {
      calls += 1
      if (calls > 1) await gate.opened
      return down
    },
    { pace: { batch: 1, concurrency: 1 } },
  )
  await b.put(people)
  b.work([ledger])
  b.work([ledger])
  await until(async () => (await b.connection()).state === 'degraded')
  const before = ledger.calls.length
  await b.afterMoments(() => ledger.calls.length > before)
  for (let second = 0; second < 5; second += 1) await b.clock.advance(1000)
  expect(ledger.calls.length).toBe(before + 1)
})

test('what the CRM asks for is kept to', async () => {
  const b = await bench()
  let asked = 0
  const ledger = openLedger(
    () => {
      asked += 1
      return asked === 1 ? { ...down, reason: 'Ledger asked us to slow down.', afterMs: 60_000 } : undefined
    },
    { pace: { batch: 1, concurrency: 1 } },
  )
  await b.put(people.slice(0, 1))
  b.work([ledger])
  await until(async () => (await b.connection()).state === 'degraded')
  expect(await b.afterMoments(() => ledger.contacts.length === 1)).toBeGreaterThanOrEqual(59)
})

test('a CRM that stumbles over one record gets all the others', async () => {
  const b = await bench()
  const ledger = openLedger(change => (change.fields.first === 'ada' ? down : undefined), {
    pace: { batch: 1, concurrency: 1 },
  })
  await b.put(people)
  b.work([ledger])
  await b.afterMoments(() => ledger.contacts.length === 5)
  await until(async () => (await b.rows()).filter(row => row.state === 'delivered').length === 5)
  expect((await b.rows())[0]?.state).not.toBe('parked')
})

test('a key that is no longer accepted stops everything, tells the owners once, and Reconnect sends all of it in order', async () => {
  const b = await bench()
  let key: 'old' | 'new' = 'old'
  const ledger = openLedger(() => (key === 'old' ? refused : undefined), { pace: { batch: 1, concurrency: 1 } })
  await b.put([...people, { email: 'ada@example.com', firstName: 'Ada again' }])
  const { ports } = b.work([ledger])
  await until(async () => (await b.connection()).state === 'disconnected')
  await b.allAre('pending')
  expect(await b.connection()).toMatchObject({ state_reason: refused.reason, remedy: 'Enter a valid key.' })
  expect(ledger.calls).toHaveLength(1)
  for (let second = 0; second < 30; second += 1) await b.clock.advance(1000)
  expect(ledger.calls).toHaveLength(1)
  const mail = { accountId: b.retailer.accountId, connectionId: b.retailer.connectionIds[0] }
  expect(await b.jobs(troubleMailName)).toEqual([{ ...mail, over: false }])

  const owner = accountScope(ports, b.retailer.accountId, { kind: 'member', id: b.retailer.staffId, role: 'owner' })
  await resumeConnection(owner, mail.connectionId ?? '')
  await until(async () => (await b.connection()).state === 'disconnected' && ledger.calls.length === 2)
  expect(await b.jobs(troubleMailName)).toHaveLength(1)

  key = 'new'
  await resumeConnection(owner, mail.connectionId ?? '')
  await b.allAre('delivered')
  expect(ledger.contacts).toHaveLength(6)
  expect(ledger.contacts[0]?.fields.first).toBe('Ada again')
  await until(async () => (await b.jobs(troubleMailName)).length === 2)
  expect(await b.jobs(troubleMailName)).toEqual([
    { ...mail, over: false },
    { ...mail, over: true },
  ])
  expect(await b.connection()).toMatchObject({ state: 'connected', trouble_since: null, trouble_mailed_at: null })
})

test('an answer to a call from before the mending does not disconnect again', async () => {
  const b = await bench()
  const gate = openGate()
  const ledger = openLedger(async (_, call) => {
    if (call > 1) return undefined
    await gate.opened
    return refused
  })
  await b.put(people.slice(0, 1))
  const { ports } = b.work([ledger])
  await until(() => ledger.calls.length === 1)
  const owner = accountScope(ports, b.retailer.accountId, { kind: 'member', id: b.retailer.staffId, role: 'owner' })
  await resumeConnection(owner, b.retailer.connectionIds[0] ?? '')
  gate.open()
  await b.afterMoments(() => ledger.contacts.length === 1)
  expect(await b.connection()).toMatchObject({ state: 'connected', failures: 0 })
})

test('a CRM that is away for a quarter of an hour is worth one mail', async () => {
  const b = await bench()
  let well = false
  const ledger = openLedger(() => (well ? undefined : down))
  await b.put(people)
  b.work([ledger])
  await until(async () => (await b.connection()).state === 'degraded')
  const seconds = await b.afterMoments(async () => (await b.jobs(troubleMailName)).length > 0, 20_000)
  expect(seconds).toBeGreaterThanOrEqual(15 * 60)
  well = true
  await b.clock.advance(16 * 60_000)
  await b.afterMoments(async () => (await b.jobs(troubleMailName)).length > 1, 20_000)
  expect((await b.jobs(troubleMailName)).map(job => (job as { over: boolean }).over)).toEqual([false, true])
})

test('what waits for thirty days behind a dead connection parks', async () => {
  const b = await bench()
  const ledger = openLedger(() => refused)
  await b.put(people)
  b.work([ledger])
  await until(async () => (await b.connection()).state === 'disconnected')
  await b.clock.advance(31 * 24 * 3_600_000)
  await b.afterMoments(async () => (await b.rows()).every(row => row.state === 'parked'))
  expect((await b.rows())[0]).toMatchObject({ reason_code: 'too-old' })
})

test('a paused connection is left in peace for as long as it takes', async () => {
  const b = await bench()
  const ledger = openLedger()
  await b.query(`update app.connections set state = 'paused' where account_id = $1`)
  await b.put(people)
  b.work([ledger])
  await b.clock.advance(40 * 24 * 3_600_000)
  await b.clock.advance(6000)
  await b.allAre('pending')
  expect(ledger.calls).toHaveLength(0)
})
