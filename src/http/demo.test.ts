import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { putSignups, readDeliveries } from '../../test/builders/outbox.ts'
import { testPorts } from '../../test/builders/ports.ts'
import { makeRetailer, onDatabase, type Retailer } from '../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { addConnection, type Lanes, startLanes } from '../domain/deliveries/index.ts'
import { changeMood, emptyPracticeCrm, listContacts, openPracticeCrm } from '../domain/practice/index.ts'
import type { Ports } from '../platform/ports.ts'
import { accountScope, type Scope } from '../platform/scope.ts'
import { demo } from './demo.ts'
import { answerProblems } from './errors.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
let lanes: Lanes
let retailer: Retailer
let scope: Scope
let url: string
let key: string

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { config: { logLevel: 'silent' } })
  server = Fastify()
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  answerProblems(server, ports)
  await server.register(demo, { ports })
  await server.listen({ port: 0, host: '127.0.0.1' })
  url = `http://localhost:${(server.server.address() as AddressInfo).port}`
  ports.publicUrl = url
  ports.ownOrigins.push(url)
  retailer = await makeRetailer(database.adminUrl, { connections: 0 })
  scope = accountScope(ports, retailer.accountId, { kind: 'member', id: retailer.staffId, role: 'owner' })
  const access = await openPracticeCrm(scope)
  key = access.token
  const added = await addConnection(scope, { connector: 'practice', name: 'Practice', settings: access })
  retailer.connectionIds.push(added.id)
  lanes = startLanes(ports, { times: { leaseMs: 8000, callMs: 1500 }, sweepMs: 200 })
})
beforeEach(async () => {
  await changeMood(scope, 'well')
  await emptyPracticeCrm(scope)
})
afterAll(async () => {
  await lanes.stop()
  server.server.closeAllConnections()
  await server.close()
  await ports.close()
  await database.close()
})

const names = { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace', phone: '+31612345678' }

async function signUp(signup: typeof names | { email: string; firstName?: string } = names): Promise<void> {
  await putSignups(database.adminUrl, retailer, [{ ...signup, consents: { [retailer.emailText]: true } }])
  lanes.wake(retailer.accountId)
}
async function lastState(): Promise<string | undefined> {
  return (await readDeliveries(database.adminUrl, retailer.accountId)).at(-1)?.state
}
const get = (path: string, headers: Record<string, string> = {}) =>
  server.inject({ url: path, headers: { host: 'localhost:4180', ...headers } })
const post = (path: string, payload: string, headers: Record<string, string> = {}) =>
  server.inject({
    method: 'POST',
    url: path,
    payload,
    headers: { host: 'localhost:4180', 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

test('a sign-up arrives once, with what was agreed to, and the way to it', async () => {
  await signUp()
  await until(async () => (await lastState()) === 'delivered')
  const [contact] = await listContacts(scope)
  expect(contact?.fields).toMatchObject({ ...names, store: 'Amsterdam', language: 'en', consentEmail: true })
  const [delivery] = (await readDeliveries(database.adminUrl, retailer.accountId)).slice(-1)
  expect(delivery).toMatchObject({
    record_id: contact?.id,
    record_url: `${url}/practice-crm?shop=${retailer.accountId}#c-${contact?.id}`,
  })
  await signUp({ email: 'ADA@example.com', firstName: 'Ada K.' })
  await until(async () => (await listContacts(scope))[0]?.writes === 2)
  expect(await listContacts(scope)).toHaveLength(1)
})

test('the worst case: it stores, never answers, and still nobody is there twice', async () => {
  await changeMood(scope, 'silent')
  await signUp({ email: 'grace@example.com', firstName: 'Grace' })
  await until(async () => (await lastState()) === 'retrying')
  await until(async () => (await listContacts(scope)).length === 1)
  await changeMood(scope, 'well')
  await until(async () => (await lastState()) === 'delivered')
  expect(await listContacts(scope)).toHaveLength(1)
})

test('down, and then well again', async () => {
  await changeMood(scope, 'down')
  await signUp({ email: 'emmy@example.com' })
  await until(async () => (await lastState()) === 'retrying')
  await changeMood(scope, 'well')
  await until(async () => (await lastState()) === 'delivered')
  expect((await listContacts(scope)).map(contact => contact.writes)).toEqual([1])
})

test('the API is for who has the key, and behaves as its mood is', async () => {
  const authorization = `Bearer ${key}`
  expect((await get('/practice-crm/api/me')).statusCode).toBe(401)
  expect((await get('/practice-crm/api/me', { authorization: 'Bearer no' })).statusCode).toBe(401)
  expect((await get('/practice-crm/api/me', { authorization })).json()).toEqual({ name: 'Practice CRM' })
  const json = { host: 'localhost', authorization, 'content-type': 'application/json' }
  const made = await server.inject({ method: 'POST', url: '/practice-crm/api/contacts', headers: json, payload: names })
  expect(made.statusCode).toBe(201)
  const { id } = made.json<{ id: string }>()
  await server.inject({
    method: 'PUT',
    url: `/practice-crm/api/contacts/${id}`,
    headers: json,
    payload: { lastName: 'King' },
  })
  expect((await get(`/practice-crm/api/contacts/${id}`, { authorization })).json()).toMatchObject({
    fields: { ...names, lastName: 'King' },
  })
  for (const [query, count] of [
    ['?email=ADA@example.com', 1],
    ['?phone=%2B31612345678', 1],
    ['?email=nobody@example.com', 0],
    ['', 1],
  ] as const) {
    const { contacts } = (await get(`/practice-crm/api/contacts${query}`, { authorization })).json<{ contacts: [] }>()
    expect(contacts).toHaveLength(count)
  }
  const nobody = '018f0000-0000-7000-8000-000000000001'
  expect((await get(`/practice-crm/api/contacts/${nobody}`, { authorization })).statusCode).toBe(404)
  const missing = await server.inject({
    method: 'PUT',
    url: `/practice-crm/api/contacts/${nobody}`,
    headers: json,
    payload: {},
  })
  expect(missing.statusCode).toBe(404)
  await changeMood(scope, 'refusing')
  expect((await get('/practice-crm/api/me', { authorization })).statusCode).toBe(401)
  await changeMood(scope, 'slow')
  const begun = performance.now()
  expect((await get('/practice-crm/api/me', { authorization })).statusCode).toBe(200)
  expect(performance.now() - begun).toBeGreaterThan(2900)
})

test('the page teaches while it is empty, shows who arrives, and marks who is there twice', async () => {
  const empty = await get('/practice-crm')
  expect(empty.body).toContain('Nobody here yet')
  expect(empty.body).toContain(key)
  expect(empty.headers['content-security-policy']).toMatch(/script-src 'nonce-[\w-]+'/)
  const json = { host: 'localhost', authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  for (const fields of [
    names,
    { ...names, phone: '' },
    { firstName: '<img src=x>', note: '[object Object]', phone: '+31600000000' },
  ]) {
    await server.inject({ method: 'POST', url: '/practice-crm/api/contacts', headers: json, payload: fields })
  }
  const list = (await get(`/practice-crm/contacts?shop=${retailer.accountId}`)).body
  expect(list).toContain('3 contacts, 2 of them there more than once')
  expect(list.match(/Twice: the same e-mail address/g)).toHaveLength(2)
  expect(list).not.toContain('<img')
  expect(list).toContain('just now')
})

test('the mood is changed by its button, contacts are removed by theirs', async () => {
  const shop = `?shop=${retailer.accountId}`
  const changed = await post(`/practice-crm/mood${shop}`, 'mood=down', { 'sec-fetch-site': 'same-origin' })
  expect([changed.statusCode, changed.headers.location]).toEqual([303, `/practice-crm${shop}`])
  expect((await get(`/practice-crm${shop}`)).body).toMatch(/value="down" aria-pressed="true"/)
  expect((await post(`/practice-crm/mood${shop}`, 'mood=furious')).statusCode).toBe(422)
  await changeMood(scope, 'well')
  await signUp()
  await until(async () => (await listContacts(scope)).length === 1)
  expect((await post(`/practice-crm/emptying${shop}`, '', { origin: 'http://localhost:4180' })).statusCode).toBe(303)
  expect(await listContacts(scope)).toEqual([])
})

test('nobody but who sits at this machine sees any of it', async () => {
  for (const path of ['/practice-crm', '/practice-crm/contacts', '/practice-crm/api/me', '/mail']) {
    const headers = { host: 'localhost:4180', authorization: `Bearer ${key}`, 'x-forwarded-for': '127.0.0.1' }
    expect((await server.inject({ url: path, headers, remoteAddress: '192.168.1.20' })).statusCode).toBe(404)
    // A stranger's page whose name was made to point here.
    expect((await get(path, { host: 'rebound.example.com' })).statusCode).toBe(404)
    // Passed on by a proxy on this machine, which calls us by our own name.
    for (const proxy of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'x-forwarded-host']) {
      expect((await get(path, { [proxy]: '192.0.2.7' })).statusCode).toBe(404)
    }
  }
  for (const foreign of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://example.com' }]) {
    expect((await post('/practice-crm/mood', 'mood=down', foreign)).statusCode).toBe(403)
  }
  expect((await get('/practice-crm?shop=018f0000-0000-7000-8000-000000000001')).statusCode).toBe(404)
})

test('another shop has a practice CRM of its own', async () => {
  const other = await makeRetailer(database.adminUrl, { connections: 0 })
  await onDatabase(database.adminUrl, client =>
    client.query(`update app.accounts set name = 'Second shop' where account_id = $1`, [other.accountId]),
  )
  const page = (await get(`/practice-crm?shop=${other.accountId}`)).body
  expect(page).toContain('the CRM of Second shop')
  expect(page).toContain(`href="/practice-crm?shop=${retailer.accountId}"`)
  expect(page).not.toContain(key)
})

test('the mail page lists what would have been sent and opens it', async () => {
  expect((await get('/mail')).body).toContain('No mail yet')
  const html = '<p style="color:red">Hello</p><script>alert(1)</script>'
  await ports.mail.send({
    to: 'ada@example.com',
    subject: 'Confirm <this>',
    text: 'See https://example.com/a?b=1 now',
    html,
  })
  const list = (await get('/mail')).body
  expect(list).toContain('Confirm &#60;this&#62;')
  const id = /href="\/mail\/([\w-]+)"/.exec(list)?.[1] ?? ''
  const open = (await get(`/mail/${id}`)).body
  expect(open).toContain('<a href="https://example.com/a?b=1">')
  const framed = await get(`/mail/${id}/html`)
  expect(framed.body).toContain(html)
  expect(framed.headers['content-security-policy']).toContain('sandbox')
  expect(framed.headers['content-security-policy']).not.toContain('script')
  expect((await get('/mail/018f0000-0000-7000-8000-000000000001')).statusCode).toBe(404)
})
