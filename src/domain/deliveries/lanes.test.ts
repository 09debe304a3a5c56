import { expect, test } from 'vitest'
import { lanesBench, people } from '../../../test/builders/lanes.ts'
import { openLedger } from '../../../test/fakes/memory-crm.ts'
import { until } from '../../../test/support/until.ts'
import { systemClock } from '../../platform/clock.ts'
import { accountScope } from '../../platform/scope.ts'
import { deleteConnection } from './connections.ts'
import { startLanes } from './lanes.ts'

const { bench, openGate } = lanesBench()

test('what waits is handed over, with the record that the CRM made of it', async () => {
  const b = await bench()
  const ledger = openLedger()
  await b.put(people)
  const { ports } = b.work([ledger])
  await b.allAre('delivered')
  expect(ledger.contacts.map(contact => contact.fields)).toHaveLength(6)
  const [row] = await b.rows()
  expect(row).toMatchObject({
    attempts: 1,
    fence: '1',
    record_id: expect.stringMatching(/^record-/),
    maybe_sent: false,
  })
  expect(row?.settled_at).toBeInstanceOf(Date)
  expect(await b.query('select from app.crm_records where account_id = $1')).toHaveLength(6)
  expect(await ports.metrics.metrics()).toContain(
    'customerinfo_deliveries_total{connector="ledger",outcome="delivered"} 6',
  )
})

test('a wake-up is enough; nobody waits for the sweep', async () => {
  const b = await bench()
  const ledger = openLedger()
  const { ports, lanes } = b.work([ledger])
  await b.put(people)
  ports.wake.emit('deliveries', b.retailer.accountId)
  await b.allAre('delivered')
  await b.put(people)
  lanes.wake(b.retailer.accountId)
  await b.allAre('delivered')
  expect(ledger.contacts).toHaveLength(6)
})

test('the changes of one customer go in order, one at a time, and update the one record', async () => {
  const b = await bench()
  const ledger = openLedger(async () => {
    await new Promise(resolve => setImmediate(resolve))
    return undefined
  })
  const changes = Array.from({ length: 12 }, (_, index) => ({ email: 'ada@example.com', firstName: `Ada ${index}` }))
  await b.put([...changes, ...people.slice(1)])
  b.work([ledger])
  b.work([ledger])
  await b.allAre('delivered')
  expect(ledger.busiestCustomer).toBe(1)
  const adas = ledger.calls.filter(call => call.person.email === 'ada@example.com')
  expect(adas.map(call => call.fields.first)).toEqual(changes.map(change => change.firstName))
  expect(ledger.contacts.filter(contact => contact.email === 'ada@example.com')).toEqual([
    expect.objectContaining({ writes: 12, fields: { email: 'ada@example.com', first: 'Ada 11' } }),
  ])
})

test('two workers never hold the same delivery', async () => {
  const b = await bench()
  const ledger = openLedger()
  const many = Array.from({ length: 120 }, (_, index) => ({ email: `person${index}@example.com` }))
  await b.put(many)
  b.work([ledger])
  b.work([ledger])
  b.work([ledger])
  await b.allAre('delivered')
  expect(ledger.calls).toHaveLength(120)
  expect(ledger.contacts).toHaveLength(120)
  expect((await b.rows()).every(row => row.attempts === 1)).toBe(true)
})

test('a batch goes in one call, a shelf of them as often as the CRM likes at once', async () => {
  const b = await bench()
  const ledger = openLedger(() => undefined, { pace: { batch: 50, concurrency: 2 } })
  const many = Array.from({ length: 230 }, (_, index) => ({ email: `person${index}@example.com` }))
  await b.put(many)
  b.work([ledger])
  await b.allAre('delivered')
  expect(ledger.contacts).toHaveLength(230)
  expect(ledger.batches).toBe(5)
})

test('a worker that dies between the answer and its writing down makes no second contact', async () => {
  const b = await bench()
  const gate = openGate()
  const ledger = openLedger(async (_, call) => {
    if (call === 1) await gate.opened
    return undefined
  })
  await b.put([{ email: 'ada@example.com' }])
  const first = b.work([ledger])
  await until(() => ledger.calls.length === 1)
  // The CRM has stored it; the worker is dead to the world: its transactions go nowhere.
  first.ports.db.transaction = () => Promise.reject(new Error('killed'))
  gate.open()
  await until(() => ledger.contacts.length === 1)
  expect((await b.rows())[0]).toMatchObject({ state: 'delivering', fence: '1' })

  const other = b.work([ledger])
  await b.afterMoments(async () => (await b.rows())[0]?.state === 'delivered')
  expect(ledger.contacts).toEqual([expect.objectContaining({ writes: 2 })])
  expect(ledger.calls[1]).toMatchObject({ maybeSent: true, maybeSentAt: expect.any(Number) })
  expect((await b.rows())[0]).toMatchObject({ fence: '3', attempts: 2 })
  expect(await b.outcomes()).toEqual(['lost', 'delivered'])
  expect(await other.ports.metrics.metrics()).toContain('customerinfo_delivery_leases_taken_back_total 1')
})

test('who has lost the lease writes nothing, even while the new holder is still calling', async () => {
  const b = await bench()
  const [late, current] = [openGate(), openGate()]
  const ledger = openLedger(async (_, call) => {
    if (call === 1) {
      await late.opened
      return { outcome: 'rejected', code: 'late', reason: 'The answer of the one who was too late' }
    }
    await current.opened
    return undefined
  })
  await b.put([{ email: 'ada@example.com' }])
  const stalled = b.work([ledger])
  await until(() => ledger.calls.length === 1)
  b.work([ledger])
  await b.afterMoments(async () => ledger.calls.length === 2)
  const before = await b.rows()
  late.open()
  await until(async () =>
    (await stalled.ports.metrics.metrics()).includes('customerinfo_delivery_stale_fences_total 1'),
  )
  expect(await b.rows()).toEqual(before)
  expect(before[0]).toMatchObject({ state: 'delivering', fence: '3' })
  current.open()
  await b.allAre('delivered')
  expect(await b.outcomes()).toEqual(['lost', 'delivered'])
})

test('who stalled between claim and call does not call', async () => {
  const b = await bench()
  let stalled = false
  const ledger = openLedger(() => undefined, { pace: { batch: 1, concurrency: 1 } })
  const deliver = ledger.connector.deliver
  ledger.connector.deliver = async (call, batch) => {
    // The process stands still for longer than the lease, after its first call.
    if (!stalled) await b.clock.advance(9000)
    stalled = true
    return deliver(call, batch)
  }
  ledger.connector.pace = { batch: 1, concurrency: 1 }
  await b.put(people)
  b.work([ledger])
  await b.allAre('delivered')
  expect(ledger.calls).toHaveLength(6)
  expect((await b.rows()).every(row => row.attempts === 1)).toBe(true)
})

test('a record that does not go now goes later, with its customer in order and the others not held up', async () => {
  const b = await bench()
  const ledger = openLedger((change, _call) =>
    change.person.email === 'ada@example.com' &&
    ledger.calls.filter(call => call.person.email === 'ada@example.com').length <= 2
      ? { outcome: 'retry', reason: 'The CRM was busy with this contact.', lane: false, maybeSent: false }
      : undefined,
  )
  const signups = [
    { email: 'ada@example.com', firstName: 'Ada' },
    { email: 'ada@example.com', firstName: 'Ada again' },
    ...people.slice(1),
  ]
  await b.put(signups)
  b.work([ledger])
  await until(async () => (await b.rows()).filter(row => row.state === 'delivered').length === 5)
  const [first, second] = await b.rows()
  expect(first).toMatchObject({ state: 'retrying', reason: 'The CRM was busy with this contact.', attempts: 1 })
  expect(second).toMatchObject({ state: 'pending', attempts: 0 })
  expect((first?.due_at.getTime() ?? 0) - b.clock.now()).toBeLessThanOrEqual(2000)
  await until(async () => {
    await b.clock.advance(1000)
    return (await b.rows()).every(row => row.state === 'delivered')
  })
  expect(ledger.contacts.find(contact => contact.email === 'ada@example.com')?.fields.first).toBe('Ada again')
})

test('what is not taken as it is parks, and holds up nobody', async () => {
  const b = await bench()
  const ledger = openLedger(change =>
    change.fields.first === 'grace'
      ? { outcome: 'rejected', code: 'bad-field', reason: 'The name is too long there.', remedy: 'Make it shorter.' }
      : undefined,
  )
  await b.put([...people, { email: 'grace@example.com', firstName: 'Grace' }])
  b.work([ledger])
  await until(async () => (await b.rows()).filter(row => row.state === 'delivered').length === 6)
  expect((await b.rows())[1]).toMatchObject({
    state: 'parked',
    reason_code: 'bad-field',
    reason: 'The name is too long there. Make it shorter.',
  })
  expect(ledger.contacts.some(contact => contact.fields.first === 'Grace')).toBe(true)
})

test('after thirty days of trying a person has to look', async () => {
  const b = await bench()
  const ledger = openLedger(() => ({ outcome: 'retry', reason: 'The CRM was busy.', lane: false, maybeSent: false }))
  await b.put([{ email: 'ada@example.com' }])
  await b.query(`update app.deliveries set waiting_since = now() - interval '31 days' where account_id = $1`)
  b.work([ledger])
  await b.allAre('parked')
  expect((await b.rows())[0]).toMatchObject({ reason_code: 'too-old', reason: expect.stringContaining('30 days') })
})

test('a connection whose CRM hangs slows no other, nor another account', async () => {
  const b = await bench(['dead', 'ledger'])
  const neighbour = await bench()
  const gate = openGate()
  const dead = openLedger(() => gate.opened.then(() => undefined), { name: 'dead' })
  const ledger = openLedger()
  await b.put(people)
  await neighbour.put(people)
  b.work([dead, ledger])
  await until(() => dead.calls.length > 0 && ledger.contacts.length === 12)
  expect(dead.contacts).toHaveLength(0)
  gate.open()
})

test('stopping finishes the calls under way and gives back the rest', async () => {
  const b = await bench()
  const gate = openGate()
  const ledger = openLedger(() => gate.opened.then(() => undefined), {
    pace: { batch: 1, concurrency: 2, perSecond: 2 },
  })
  await b.put(people)
  const { lanes } = b.work([ledger])
  await until(() => ledger.calls.length === 2)
  const stopped = lanes.stop()
  gate.open()
  await stopped
  const rows = await b.rows()
  expect(rows.filter(row => row.state === 'delivered')).toHaveLength(2)
  expect(rows.filter(row => row.state === 'pending' && row.attempts === 0)).toHaveLength(4)
  expect(ledger.calls).toHaveLength(2)
})

test('a database that is away for a moment does not lose what the CRM said', async () => {
  const b = await bench()
  const gate = openGate()
  const ledger = openLedger(async () => {
    await gate.opened
    return undefined
  })
  await b.put([{ email: 'ada@example.com' }])
  const { ports } = b.work([ledger])
  await until(() => ledger.calls.length === 1)
  const real = ports.db.transaction
  let refused = 0
  ports.db.transaction = () => {
    refused += 1
    if (refused > 2) ports.db.transaction = real
    return Promise.reject(new Error('Connection terminated unexpectedly'))
  }
  gate.open()
  await until(async () => {
    await b.clock.advance(250)
    return (await b.rows())[0]?.state === 'delivered'
  })
  expect(ledger.calls).toHaveLength(1)
})

test('what the CRM answers may hold anything', async () => {
  const b = await bench()
  const ledger = openLedger(() => ({ outcome: 'rejected', code: 'odd', reason: 'NUL \u0000 and half a pair \ud83d' }))
  await b.put([{ email: 'ada@example.com' }])
  b.work([ledger])
  await b.allAre('parked')
  expect((await b.rows())[0]?.reason).toBe('NUL  and half a pair \ufffd')
})

test('a connector of a newer release is left to the newer workers', async () => {
  const b = await bench(['from-the-future'])
  await b.put([{ email: 'ada@example.com' }])
  const { lanes } = b.work([openLedger()])
  await b.clock.advance(6000)
  await lanes.stop()
  expect((await b.rows())[0]).toMatchObject({ state: 'pending', attempts: 0 })
})

test('the sweep finds what no wake-up told of', async () => {
  const b = await bench()
  const ledger = openLedger()
  b.work([ledger])
  await b.clock.advance(100)
  await b.put(people)
  await until(async () => {
    await b.clock.advance(1000)
    return ledger.contacts.length === 6
  })
  await b.allAre('delivered')
  expect(ledger.calls).toHaveLength(6)
})

test('what was in flight when its connection was deleted does not wait for ever', async () => {
  const b = await bench()
  const gate = openGate()
  const ledger = openLedger(async () => {
    await gate.opened
    return { outcome: 'retry', reason: 'Not now.', lane: false, maybeSent: false }
  })
  await b.put(people.slice(0, 1))
  const { ports } = b.work([ledger])
  await until(() => ledger.calls.length === 1)
  const owner = accountScope(ports, b.retailer.accountId, { kind: 'member', id: b.retailer.staffId, role: 'owner' })
  await deleteConnection(owner, b.retailer.connectionIds[0] ?? '')
  gate.open()
  await b.afterMoments(async () => (await b.rows())[0]?.state === 'skipped')
  expect((await b.rows())[0]).toMatchObject({ reason_code: 'connection-deleted' })
})

test('a connection whose key cannot be opened waits for its owner, and nothing counts as sent', async () => {
  const b = await bench(['webhook'])
  await b.put(people.slice(0, 2))
  await b.query(
    `update app.connections set settings = '{"url":"https://example.com"}', secrets = 'of another master key' where account_id = $1`,
  )
  const lanes = startLanes(b.ports())
  await until(async () => (await b.connection()).state === 'disconnected')
  await lanes.stop()
  expect(await b.rows()).toMatchObject([1, 2].map(() => ({ state: 'pending', maybe_sent: false })))
})

test('a clock that is set back by an hour does not put the sweep to sleep for that hour', async () => {
  const b = await bench()
  const ledger = openLedger()
  let back = 0
  let slept = 0
  const ports = b.ports()
  ports.clock = {
    ...systemClock,
    now: () => systemClock.now() - back,
    sleep(ms, signal) {
      slept += 1
      return systemClock.sleep(ms, signal)
    },
  }
  const lanes = startLanes(ports, { connectors: [ledger.connector], sweepMs: 200 })
  await until(() => slept > 0)
  back = 3_600_000
  await b.put(people.slice(0, 1))
  await until(() => ledger.contacts.length === 1)
  await lanes.stop()
})
