import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPorts } from '../../test/builders/ports.ts'
import { countRows, makeRetailer, onDatabase, type Retailer } from '../../test/builders/retailer.ts'
import { intakeServer } from '../../test/builders/server.ts'
import {
  askAsTablet,
  makeTabletKey,
  pairTablet,
  type Sealing,
  sealSignup,
  type TabletKey,
} from '../../test/builders/tablet.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { activeOpeningKey } from '../domain/signups/index.ts'
import { uuidv7 } from '../platform/ids.ts'
import type { Ports } from '../platform/ports.ts'
import { accountScope } from '../platform/scope.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
let retailer: Retailer
let key: TabletKey
let kid: string
let openingKey: Sealing['openingKey']
let number = 0
const lines: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { lines })
  server = await intakeServer(ports)
  retailer = await makeRetailer(database.adminUrl)
  key = makeTabletKey()
  kid = await pairTablet(database.adminUrl, retailer, key)
  openingKey = await activeOpeningKey(accountScope(ports, retailer.accountId, { kind: 'system', id: 'test' }))
})
afterAll(async () => {
  await server.close()
  await ports.close()
  await database.close()
})

const grace = () => ({
  formVersion: retailer.formVersion,
  capturedAt: '2026-11-20T12:00:00Z',
  language: 'en',
  answers: { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com', birthday: '--12-09' },
  consents: [{ text: retailer.emailText, given: true }],
  staff: retailer.staffId,
  durationMs: 17_000,
})
const sealed = (more: Partial<Sealing> = {}) =>
  sealSignup({ key, pairing: kid, number: ++number, openingKey, content: grace(), ...more })
async function handIn(envelopes: unknown[], by: { key: TabletKey; kid: string } = { key, kid }) {
  const answer = await askAsTablet(server, by.key, {
    method: 'POST',
    path: '/kiosk/api/signups',
    kid: by.kid,
    body: { envelopes },
  })
  return {
    status: answer.statusCode,
    results: answer.json().results as Record<string, unknown>[],
    problem: answer.json(),
  }
}
const count = (table: string, id: string, column = 'signup_id') =>
  countRows(database.adminUrl, `select count(*) from app.${table} where ${column} = $1`, [id])

test('a sealed sign-up is opened, stored with consents and answers, and answered', async () => {
  const envelope = await sealed()
  const { status, results } = await handIn([envelope])
  expect(status).toBe(200)
  expect(results).toEqual([{ id: envelope.id, status: 'accepted', receivedAt: expect.any(String), reason: null }])
  const [row] = await onDatabase(
    database.adminUrl,
    async client => (await client.query('select * from app.signups where id = $1', [envelope.id])).rows,
  )
  expect(row).toMatchObject({
    first_name: 'Grace',
    email: 'grace@example.com',
    answers: '{"birthday":"--12-09"}',
    number: envelope.number,
    store_id: retailer.storeId,
    duration_ms: 17_000,
  })
  expect(await count('consents', envelope.id)).toBe(1)
  expect(await count('deliveries', envelope.id)).toBe(1)
  expect(await count('quarantine', envelope.id)).toBe(0)
})

test('handed in again, alone or in a batch of a hundred, it gets the first answer', async () => {
  const envelopes = await Promise.all(Array.from({ length: 100 }, () => sealed()))
  const first = await handIn(envelopes)
  expect(first.results.every(result => result.status === 'accepted')).toBe(true)
  expect((await handIn(envelopes)).results).toEqual(first.results)
  expect((await handIn([envelopes[41]])).results).toEqual([first.results[41]])
  expect((await handIn([envelopes[3], envelopes[3]])).results).toEqual([first.results[3], first.results[3]])
})

test('a broken one holds up no other', async () => {
  const [good, alsoGood] = [await sealed(), await sealed()]
  const forged = { ...(await sealed()), number: 9999 }
  const { results } = await handIn([good, forged, null, { id: 7 }, { ...good, extra: 1 }, '__proto__', alsoGood])
  expect(results.map(result => result.status)).toEqual([
    'accepted',
    'invalid',
    'invalid',
    'invalid',
    'invalid',
    'invalid',
    'accepted',
  ])
  expect(await count('signups', forged.id, 'id')).toBe(0)
})

test('what is signed and cannot be taken as it is goes to quarantine, with the reason', async () => {
  const strange = await makeRetailer(database.adminUrl)
  const other = await activeOpeningKey(accountScope(ports, strange.accountId, { kind: 'system', id: 'test' }))
  const cases: [Partial<Sealing>, RegExp][] = [
    [{ openingKey: other }, /a key that this account does not have/],
    [{ openingKey: { id: openingKey.id, publicKey: other.publicKey } }, /seal could not be opened/],
    [{ content: 'no json' }, /content/],
    [{ content: { ...grace(), answers: { email: 'nobody' } } }, /answers\.email: An address/],
    [{ content: { ...grace(), surprise: true } }, /surprise/],
    [{ content: `{"__proto__":{"x":1},"answers":{"email":"ada@example.com"}}` }, /./],
    [{ content: { ...grace(), consents: [{ text: strange.emailText, given: true }] } }, /consent text is not known/],
    [{ content: { ...grace(), formVersion: strange.formVersion } }, /form version is not known/],
    [{ pairing: '01890000-0000-7000-8000-000000000009' }, /pairing that is not one of this tablet/],
  ]
  for (const [change, reason] of cases) {
    const envelope = await sealed(change)
    const { results } = await handIn([envelope])
    expect(results[0]).toMatchObject({ id: envelope.id, status: 'quarantined', reason: expect.stringMatching(reason) })
    expect((await handIn([envelope])).results).toEqual(results)
    expect(await count('signups', envelope.id, 'id')).toBe(1)
    expect(await count('deliveries', envelope.id)).toBe(0)
    const [kept] = await onDatabase(
      database.adminUrl,
      async client => (await client.query('select body from app.quarantine where signup_id = $1', [envelope.id])).rows,
    )
    expect(JSON.parse(kept.body)).toEqual(envelope)
  }
})

test('another sign-up under a known id is refused and kept', async () => {
  const first = await sealed()
  await handIn([first])
  const second = await sealed({ id: first.id })
  expect((await handIn([second])).results[0]).toMatchObject({ status: 'conflict' })
  expect(await count('quarantine', first.id)).toBe(1)
  expect(await count('signups', first.id, 'id')).toBe(1)
})

test('out of order, weeks late, a clock that is years ahead: taken, with both times', async () => {
  const late = await sealed({ number: 5000, content: { ...grace(), capturedAt: '2031-01-01T00:00:00+14:00' } })
  const early = await sealed({ number: 4999, content: { ...grace(), capturedAt: '1970-01-01T00:00:00Z' } })
  expect((await handIn([late])).results[0]).toMatchObject({ status: 'accepted' })
  expect((await handIn([early])).results[0]).toMatchObject({ status: 'accepted' })
})

test('a number that is used twice is a clone alarm, and both sign-ups are taken', async () => {
  const one = await sealed()
  const two = await sealed({ number: one.number })
  const three = await sealed({ number: one.number })
  expect((await handIn([one])).results[0]).toMatchObject({ status: 'accepted', reason: null })
  expect((await handIn([two, three])).results).toMatchObject([
    { status: 'accepted', reason: expect.stringMatching(/copied/) },
    { status: 'accepted', reason: expect.stringMatching(/copied/) },
  ])
  expect(lines.filter(line => line.includes('used one number twice'))).toHaveLength(2)
  expect(await ports.metrics.getSingleMetricAsString('customerinfo_clone_alarms_total')).toMatch(/ 2$/m)
  // In one batch nobody was first before: the second of them is the alarm.
  const [four, five] = [await sealed(), await sealed()]
  const twin = await sealed({ number: five.number })
  expect((await handIn([four, five, twin])).results.map(result => result.reason)).toEqual([
    null,
    null,
    expect.stringMatching(/copied/),
  ])
})

test.each(['revoked', 'replaced'])('a tablet that was %s still hands in what it had sealed', async reason => {
  const own = makeTabletKey()
  const pairing = await pairTablet(database.adminUrl, retailer, own, { reason })
  const envelope = await sealed({ key: own, pairing, number: 1 })
  expect((await handIn([envelope], { key: own, kid: pairing })).results[0]).toMatchObject({ status: 'accepted' })
  const setup = await askAsTablet(server, own, { method: 'GET', path: '/kiosk/api/setup', kid: pairing })
  expect(setup.statusCode).toBe(401)
})

test('what comes from a stolen tablet waits in quarantine', async () => {
  const own = makeTabletKey()
  const pairing = await pairTablet(database.adminUrl, retailer, own, { reason: 'stolen' })
  const envelope = await sealed({ key: own, pairing, number: 1 })
  expect((await handIn([envelope], { key: own, kid: pairing })).results[0]).toMatchObject({
    status: 'quarantined',
    reason: 'The tablet was reported stolen',
  })
  expect(await count('deliveries', envelope.id)).toBe(0)
})

test('a tablet that was paired anew hands in what it sealed under its earlier pairing, which keeps its numbers', async () => {
  const own = makeTabletKey()
  const before = await pairTablet(database.adminUrl, retailer, own, { reason: 'replaced' })
  const now = await pairTablet(database.adminUrl, retailer, own)
  const old = await sealed({ key: own, pairing: before, number: 1 })
  const young = await sealed({ key: own, pairing: now, number: 1 })
  const { results } = await handIn([old, young], { key: own, kid: now })
  expect(results).toMatchObject([
    { status: 'accepted', reason: null },
    { status: 'accepted', reason: null },
  ])
  const rows = await onDatabase(
    database.adminUrl,
    async client =>
      (
        await client.query(
          'select credential_id from app.signups where id = any($1::uuid[]) order by array_position($1::uuid[], id)',
          [[old.id, young.id]],
        )
      ).rows,
  )
  expect(rows.map(row => row.credential_id)).toEqual([before, now])
})

test('another tablet’s envelope is not taken, though its pairing is of the same account', async () => {
  const own = makeTabletKey()
  const pairing = await pairTablet(database.adminUrl, retailer, own)
  const envelope = await sealed({ key: own, pairing, number: 1 })
  expect((await handIn([envelope])).results[0]).toMatchObject({ status: 'invalid' })
  // Signed by this tablet under the other's pairing: kept, and not as the other's.
  const mimic = await sealed({ pairing, number: 1 })
  expect((await handIn([mimic])).results[0]).toMatchObject({ status: 'quarantined' })
})

test('setup and heartbeat are answered, numbers that are missing are told', async () => {
  const own = makeTabletKey()
  const pairing = await pairTablet(database.adminUrl, retailer, own)
  const by = { key: own, kid: pairing }
  const setup = await askAsTablet(server, own, { method: 'GET', path: '/kiosk/api/setup', kid: pairing })
  expect(setup.statusCode).toBe(200)
  expect(setup.json().openingKey).toEqual(openingKey)
  await handIn([await sealed({ key: own, pairing, number: 1 }), await sealed({ key: own, pairing, number: 4 })], by)
  const beat = {
    lastNumber: 5,
    queue: 1,
    oldestQueuedAt: null,
    storagePersisted: true,
    battery: 0.5,
    lastError: null,
    device: {},
  }
  const answer = await askAsTablet(server, own, {
    method: 'POST',
    path: '/kiosk/api/heartbeat',
    kid: pairing,
    body: beat,
  })
  expect(answer.json()).toMatchObject({ missing: 2 })
})

test('staff see the last sign-ups of their store by first name and initial', async () => {
  const own = makeTabletKey()
  const shop = await makeRetailer(database.adminUrl)
  const pairing = await pairTablet(database.adminUrl, shop, own)
  const theirKey = await activeOpeningKey(accountScope(ports, shop.accountId, { kind: 'system', id: 'test' }))
  const content = { answers: { firstName: 'Emmy', lastName: 'noether', email: 'emmy@example.com' } }
  const envelope = await sealed({ key: own, pairing, number: 1, openingKey: theirKey, content })
  await handIn([envelope], { key: own, kid: pairing })
  const { body, ...recent } = await askAsTablet(server, own, { method: 'GET', path: '/kiosk/api/recent', kid: pairing })
  expect(recent.statusCode).toBe(200)
  expect(JSON.parse(body)).toMatchObject({
    items: [{ id: envelope.id, who: 'Emmy N.', deliveries: [{ state: 'pending' }] }],
    missing: 0,
  })
  expect(body).not.toContain('emmy@')
})

test('an opening key is made once, and its private half lies wrapped', async () => {
  const shop = await makeRetailer(database.adminUrl)
  const scope = accountScope(ports, shop.accountId, { kind: 'system', id: 'test' })
  const keys = await Promise.all(Array.from({ length: 8 }, () => activeOpeningKey(scope)))
  expect(new Set(keys.map(made => made.id)).size).toBe(1)
  const [row] = await onDatabase(
    database.adminUrl,
    async client =>
      (await client.query('select wrapped_private from app.opening_keys where account_id = $1', [shop.accountId])).rows,
  )
  expect(() => ports.keyring.open(row.wrapped_private, 'opening-key:another')).toThrow()
  expect(ports.keyring.open(row.wrapped_private, `opening-key:${keys[0]?.id}`).length).toBeGreaterThan(60)
})

test('nothing that a shopper typed is in the log', async () => {
  await handIn([
    await sealed({ content: { ...grace(), answers: { email: 'canary@', firstName: 'Canary' } } }),
    { id: uuidv7(Date), email: 'canary@example.com' },
  ])
  expect(lines.join('\n')).not.toMatch(/canary|grace@|Grace/i)
})
