import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { putSignups } from '../../../test/builders/outbox.ts'
import { testPorts } from '../../../test/builders/ports.ts'
import { makeRetailer, onDatabase, type Retailer } from '../../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { answerProblems } from '../../http/errors.ts'
import { uuidv7 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'
import { accountScope, type Scope } from '../../platform/scope.ts'
import { usageOf } from '../metering/index.ts'
import {
  capturePlain,
  countSignups,
  credentialsOf,
  listRecent,
  listSignups,
  readSignup,
  replaySignup,
} from './index.ts'
import { signupRoutes } from './routes.ts'

let database: TestDatabase
let ports: Ports
let retailer: Retailer
let scope: Scope
const ids: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url)
  retailer = await makeRetailer(database.adminUrl, { connections: 1 })
  scope = accountScope(ports, retailer.accountId, { kind: 'member', id: uuidv7(Date), role: 'owner' })
  const phone = await credentialsOf(ports).bySecret(retailer.phoneToken)
  if (!phone) throw new Error('No credential')
  for (const [firstName, lastName, email] of [
    ['Ada', 'Lovelace', 'ada@example.com'],
    ['Grace', 'Hopper', 'grace_h@example.com'],
    ['Emmy', 'Noether', 'emmy@example.org'],
  ] as const) {
    const id = uuidv7(Date)
    ids.push(id)
    await capturePlain(ports, phone, {
      id,
      answers: { firstName, lastName, email },
      consents: [{ text: retailer.termsText, given: true }],
    })
  }
})
afterAll(async () => {
  await ports.close()
  await database.close()
})

const list = (query: object = {}) => listSignups(scope, { limit: 50, ...query })
const names = async (query: object) => (await list(query)).items.map(item => item.firstName)

test('the newest first, page by page', async () => {
  const first = await list({ limit: 2 })
  expect(first.items.map(item => item.firstName)).toEqual(['Emmy', 'Grace'])
  const rest = await list({ limit: 2, cursor: first.next })
  expect(rest.items.map(item => item.firstName)).toEqual(['Ada'])
  expect(rest.next).toBeNull()
})

test('found by parts of name, address and number, whatever stands in them', async () => {
  expect(await names({ search: 'love' })).toEqual(['Ada'])
  expect(await names({ search: 'HOPPER grace' })).toEqual(['Grace'])
  expect(await names({ search: 'grace_h' })).toEqual(['Grace'])
  expect(await names({ search: 'a_a' })).toEqual([])
  expect(await names({ search: '%' })).toEqual([])
  expect(await names({ search: '  ' })).toHaveLength(3)
  expect(await names({ store: retailer.storeId, delivery: 'waiting' })).toHaveLength(3)
})

test('terms that were accepted are no consent to be written to', async () => {
  expect((await list()).items.map(item => item.consented)).toEqual([false, false, false])
})

test('counted, and what is parked is sent again from its sign-up', async () => {
  expect(await countSignups(scope)).toEqual({ today: 3, waiting: 3, parked: 0, quarantined: 0 })
  const [id = ''] = ids
  await onDatabase(database.adminUrl, client =>
    client.query(
      `update app.deliveries set state = 'parked', reason_code = 'refused', reason = 'No', settled_at = now() where signup_id = $1`,
      [id],
    ),
  )
  expect(await countSignups(scope)).toMatchObject({ waiting: 2, parked: 1 })
  expect(await replaySignup(scope, id)).toEqual({ replayed: 1 })
  expect(await countSignups(scope)).toMatchObject({ waiting: 3, parked: 0 })
  await expect(replaySignup(scope, uuidv7(Date))).rejects.toThrow('There is nothing here')
})

test('a viewer reads and does not replay; a stranger’s account sees nothing', async () => {
  const viewer = accountScope(ports, retailer.accountId, { kind: 'member', id: uuidv7(Date), role: 'viewer' })
  expect((await readSignup(viewer, ids[0] ?? '')).firstName).toBe('Ada')
  await expect(replaySignup(viewer, ids[0] ?? '')).rejects.toThrow('Your role does not allow this')
  const neighbour = await makeRetailer(database.adminUrl)
  const stranger = accountScope(ports, neighbour.accountId, { kind: 'member', id: uuidv7(Date), role: 'owner' })
  await expect(readSignup(stranger, ids[0] ?? '')).rejects.toThrow('There is nothing here')
  expect((await listSignups(stranger, { limit: 50 })).items).toEqual([])
})

test('members reach all of it by address', async () => {
  const server = Fastify()
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  answerProblems(server, ports)
  server.decorateRequest('scope', { getter: () => scope })
  await server.register(signupRoutes)
  const [id = ''] = ids
  expect((await server.inject('/signups?limit=2')).json().items).toHaveLength(2)
  expect((await server.inject('/signups?limit=none')).statusCode).toBe(422)
  expect((await server.inject('/signups/counts')).json()).toMatchObject({ today: 3 })
  expect((await server.inject(`/signups/${id.toUpperCase()}`)).json()).toMatchObject({ id, firstName: 'Ada' })
  expect((await server.inject({ method: 'POST', url: `/signups/${id}/replay` })).json()).toEqual({ replayed: 0 })
  await server.close()
})

test('the meter counts what was taken', async () => {
  const now = Date.now()
  expect(await usageOf(scope, new Date(now - 60_000), new Date(now + 60_000))).toEqual([
    { meter: 'signups', quantity: 3 },
  ])
  expect(await usageOf(scope, new Date(now + 60_000), new Date(now + 120_000))).toEqual([])
})

test('staff read a first name and an initial; a name that is missing is said to be', async () => {
  const people = [
    { firstName: ' Ada ', lastName: ' lovelace' },
    { lastName: 'Hopper' },
    { firstName: 'Emmy', lastName: ' ' },
    { email: 'nobody@example.com', connections: [] },
    { phone: '+31612345678' },
  ]
  const added = await putSignups(database.adminUrl, retailer, people)
  await onDatabase(database.adminUrl, client =>
    client.query(`update app.signups set state = 'quarantined' where id = $1`, [added[4]]),
  )
  const recent = (storeId: string | null) => listRecent(scope, { pairingId: uuidv7(Date), storeId })
  const here = await recent(retailer.storeId)
  const shown = new Map(here.items.map(item => [item.id, item]))
  expect(added.map(id => shown.get(id)?.who)).toEqual(['Ada L.', 'H.', 'Emmy', 'Without a name', 'Set aside'])
  expect(added.map(id => shown.get(id)?.deliveries.map(delivery => delivery.state))).toEqual([
    ...[['pending'], ['pending'], ['pending'], [], ['pending']],
  ])
  expect(here.missing).toBe(0)
  expect((await recent(uuidv7(Date))).items).toEqual([])
  expect((await recent(null)).items).toHaveLength(here.items.length)
  expect((await readSignup(scope, added[3] ?? '')).deliveries).toEqual([])
  expect((await list({ search: 'nobody' })).items[0]?.deliveries).toEqual([])
})
