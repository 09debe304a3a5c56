import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { putSignups, readDeliveries } from '../../../test/builders/outbox.ts'
import { testPorts } from '../../../test/builders/ports.ts'
import { countRows, makeRetailer, onDatabase, type Retailer } from '../../../test/builders/retailer.ts'
import { type FakeCrm, openFakeCrm } from '../../../test/fakes/crm.ts'
import { espoDialect } from '../../../test/fakes/dialects.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { answerProblems } from '../../http/errors.ts'
import type { Ports } from '../../platform/ports.ts'
import { accountScope } from '../../platform/scope.ts'
import { addConnection, deleteConnection, listConnections } from './connections.ts'
import type { ConnectionView } from './contract.ts'
import { troubleMail } from './jobs.ts'
import { deliveryRoutes } from './routes.ts'
import { troubleMailSchema } from './trouble-mail.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
let retailer: Retailer
let crm: FakeCrm
let role = 'owner'

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { config: { logLevel: 'silent', outboundLoopback: true } })
  retailer = await makeRetailer(database.adminUrl, { connections: 0 })
  crm = await openFakeCrm(espoDialect())
  server = Fastify()
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  answerProblems(server, ports)
  server.addHook('onRequest', async request => {
    request.scope = accountScope(ports, retailer.accountId, { kind: 'member', id: retailer.staffId, role })
  })
  await server.register(deliveryRoutes)
})
afterAll(async () => {
  await server.close()
  await crm.close()
  await ports.close()
  await database.close()
})

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
  const answer = await server.inject({ method, url, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, text: answer.body, body: answer.body === '' ? undefined : answer.json() }
}
async function add(settings: Record<string, string> = crm.settings, connector = 'espocrm'): Promise<ConnectionView> {
  const { status, body, text } = await ask('POST', '/connections', { connector, name: ' Our CRM ', settings })
  expect({ status, text }).toMatchObject({ status: 201 })
  return body
}

test('what can be connected, with a form for each', async () => {
  const { body } = await ask('GET', '/connectors')
  expect(body.items.map((item: { name: string }) => item.name)).toEqual(
    expect.arrayContaining(['practice', 'espocrm', 'webhook']),
  )
  const espo = body.items.find((item: { name: string }) => item.name === 'espocrm')
  expect(espo).toMatchObject({ mappable: true, guaranteeWords: expect.stringContaining('once') })
  expect(espo.settings.map((field: { key: string; secret: boolean }) => [field.key, field.secret])).toEqual([
    ['url', false],
    ['apiKey', true],
  ])
  expect(body.sources).toContainEqual({ key: 'consent.email', label: 'Agreed to e-mail' })
})

test('a key that was typed is sealed, and no answer shows it again', async () => {
  const connection = await add()
  expect(connection).toMatchObject({
    ...{
      name: 'Our CRM',
      connector: 'espocrm',
      state: 'connected',
      settings: { url: crm.url },
      secretsSet: ['apiKey'],
    },
    counts: { waiting: 0, parked: 0, deliveredToday: 0 },
    mapping: expect.objectContaining({ email: 'emailAddress' }),
  })
  const key = crm.settings.apiKey ?? ''
  expect((await ask('GET', '/connections')).text).not.toContain(key)
  const stored = await onDatabase(database.adminUrl, async client =>
    JSON.stringify(
      (await client.query('select *, convert_from(secrets, $1) as raw from app.connections', ['LATIN1'])).rows,
    ),
  )
  expect(stored).not.toContain(key)
})

test('what is missing or wrong is named, field by field', async () => {
  const refused = await ask('POST', '/connections', {
    connector: 'espocrm',
    name: 'x',
    settings: { url: 'nonsense', apiKey: ' ' },
  })
  expect(refused.status).toBe(422)
  expect(refused.body.fields.map((field: { path: string }) => field.path).sort()).toEqual([
    'settings.apiKey',
    'settings.url',
  ])
  expect((await ask('POST', '/connections', { connector: 'abacus', name: 'x', settings: {} })).status).toBe(422)
})

test('a change keeps the secrets that were left out, and empties what was emptied', async () => {
  const { id } = await add()
  const changed = await ask('PATCH', `/connections/${id}`, {
    name: 'Renamed',
    settings: { url: `${crm.url}/` },
    mapping: { email: 'emailAddress' },
  })
  expect(changed.body).toMatchObject({ name: 'Renamed', secretsSet: ['apiKey'], mapping: { email: 'emailAddress' } })
  expect((await ask('POST', `/connections/${id}/check`)).body).toMatchObject({ ok: true })
  expect((await ask('PATCH', `/connections/${id}`, { settings: { apiKey: '' } })).status).toBe(422)
  await ask('PATCH', `/connections/${id}`, { settings: { apiKey: 'wrong' } })
  expect((await ask('POST', `/connections/${id}/check`)).body).toMatchObject({ ok: false, remedy: expect.any(String) })
})

test('the fields of the CRM, or the usual ones where it cannot tell', async () => {
  const { id } = await add()
  const { body } = await ask('GET', `/connections/${id}/fields`)
  expect(body.items.map((field: { key: string }) => field.key)).toContain('emailAddress')
  crm.always('error-500')
  expect((await ask('GET', `/connections/${id}/fields`)).status).toBe(503)
  crm.always(null)
  const practice = await add({ url: crm.url, token: 'a key' }, 'practice')
  const usual = await ask('GET', `/connections/${practice.id}/fields`)
  expect(usual.body.items).toContainEqual({ key: 'email', label: 'email', type: 'text', required: false })
})

test('pause, resume, delete: what waits waits, goes, or is skipped', async () => {
  const { id } = await add()
  expect((await ask('POST', `/connections/${id}/pause`)).body).toMatchObject({ state: 'paused', nextAttemptAt: null })
  await putSignups(database.adminUrl, retailer, [{ email: 'ada@example.com', connections: [id] }])
  await onDatabase(database.adminUrl, client =>
    client.query(
      `update app.deliveries set state = 'retrying', due_at = now() + interval '1 day' where connection_id = $1`,
      [id],
    ),
  )
  const resumed = (await ask('POST', `/connections/${id}/resume`)).body
  expect(resumed).toMatchObject({ state: 'connected', counts: { waiting: 1 } })
  expect(Date.parse(resumed.nextAttemptAt)).toBeLessThanOrEqual(Date.now())
  expect((await ask('DELETE', `/connections/${id}`)).status).toBe(204)
  expect((await readDeliveries(database.adminUrl, retailer.accountId)).at(-1)).toMatchObject({
    state: 'skipped',
    reason: 'The connection was deleted.',
  })
  expect((await ask('GET', '/connections')).body.items.map((item: ConnectionView) => item.id)).not.toContain(id)
  for (const path of ['pause', 'resume', 'check'])
    expect((await ask('POST', `/connections/${id}/${path}`)).status).toBe(404)
  expect((await ask('PATCH', `/connections/${id}`, { name: 'x' })).status).toBe(404)
  expect((await ask('DELETE', `/connections/${id}`)).status).toBe(404)
  const kept = 'select count(*) from app.connections where id = $1 and secrets is null'
  expect(await countRows(database.adminUrl, kept, [id])).toBe(1)
})

test('only owners change connections; every change is an audit event without a value in it', async () => {
  const { id } = await add()
  role = 'manager'
  expect((await ask('GET', '/connections')).status).toBe(200)
  expect((await ask('POST', '/connections', { connector: 'espocrm', name: 'x', settings: crm.settings })).status).toBe(
    403,
  )
  for (const path of ['pause', 'resume', 'check'])
    expect((await ask('POST', `/connections/${id}/${path}`)).status).toBe(403)
  expect((await ask('PATCH', `/connections/${id}`, { name: 'x' })).status).toBe(403)
  expect((await ask('DELETE', `/connections/${id}`)).status).toBe(403)
  role = 'owner'
  await ask('PATCH', `/connections/${id}`, { name: 'New name', settings: { url: crm.url } })
  const events = await onDatabase(
    database.adminUrl,
    async client =>
      (await client.query('select action, fields from app.audit_events where subject = $1 order by id', [id])).rows,
  )
  expect(events).toEqual([
    { action: 'add connection', fields: { connector: 'espocrm' } },
    { action: 'change connection', fields: { fields: ['name', 'settings', 'settings.url'] } },
  ])
})

test('parked ones in groups, and the way to send them again', async () => {
  const { id } = await add()
  await putSignups(database.adminUrl, retailer, [{ email: 'grace@example.com', connections: [id] }])
  await onDatabase(database.adminUrl, client =>
    client.query(
      `update app.deliveries set state = 'parked', reason_code = 'too-long', reason = 'Too long.', settled_at = now() where connection_id = $1`,
      [id],
    ),
  )
  const { body } = await ask('GET', '/deliveries/parked')
  expect(body.groups).toEqual([
    { connectionId: id, reasonCode: 'too-long', reason: 'Too long.', count: 1, deliveryIds: [expect.any(String)] },
  ])
  expect((await ask('POST', '/deliveries/replay', { connection: id })).body).toEqual({ replayed: 1 })
  expect((await ask('POST', '/deliveries/replay', {})).status).toBe(422)
})

test('owners get the trouble and its remedy by mail, and hear when it is over', async () => {
  const { id } = await add()
  await onDatabase(database.adminUrl, async client => {
    const { rows } = await client.query(
      `insert into directory.people (name, email) values ('Ada Lovelace', 'owner@example.com') returning id`,
    )
    await client.query(`insert into app.members (account_id, person_id, role) values ($1, $2, 'owner')`, [
      retailer.accountId,
      rows[0].id,
    ])
    await client.query(
      `update app.connections set state = 'disconnected', state_reason = 'EspoCRM no longer accepts the key.', remedy = 'Enter a valid key.' where id = $1`,
      [id],
    )
  })
  await putSignups(database.adminUrl, retailer, [{ email: 'emmy@example.com', connections: [id] }])
  const send = (over: boolean, connectionId = id) =>
    troubleMail.handle(ports, troubleMailSchema.parse({ accountId: retailer.accountId, connectionId, over }), undefined)
  const mails = () =>
    onDatabase(
      database.adminUrl,
      async client =>
        (await client.query('select to_address, subject, text from directory.mails order by created_at')).rows,
    )
  await send(false)
  await onDatabase(database.adminUrl, client =>
    client.query(
      `update app.connections set state = 'degraded', state_reason = 'EspoCRM could not be reached.', remedy = null where id = $1`,
      [id],
    ),
  )
  await send(false)
  await putSignups(database.adminUrl, retailer, [{ email: 'alan@example.com', connections: [id] }])
  await send(true)
  await onDatabase(database.adminUrl, client =>
    client.query('delete from app.deliveries where connection_id = $1', [id]),
  )
  await send(true)
  await send(false)
  const sent = await mails()
  expect(sent.map(mail => mail.subject)).toEqual([
    ...['Our CRM needs you', 'Our CRM has not answered for a while', 'Our CRM works again', 'Our CRM works again'],
    'Our CRM has not answered for a while',
  ])
  expect(sent[0]).toMatchObject({
    to_address: 'owner@example.com',
    text: expect.stringMatching(
      /no longer accepts the key\. Enter a valid key\.[\s\S]*1 sign-up waits[\s\S]*\/dashboard\/connections\//,
    ),
  })
  expect(sent[2].text).toContain('2 sign-ups wait for it.')
  expect(sent[3].text).toContain('Everything that waited has been handed over.')
  await ask('DELETE', `/connections/${id}`)
  await send(false)
  expect(await mails()).toHaveLength(5)
})

test('an account has twenty connections at most, also when they are added all at once', async () => {
  const other = await makeRetailer(database.adminUrl, { connections: 0 })
  const scope = accountScope(ports, other.accountId, { kind: 'member', id: other.staffId, role: 'owner' })
  const connection = { connector: 'espocrm', name: 'One of many', settings: crm.settings }
  const added = await Promise.allSettled(Array.from({ length: 23 }, () => addConnection(scope, connection)))
  expect(added.filter(each => each.status === 'fulfilled')).toHaveLength(20)
  const [first] = await listConnections(scope)
  await deleteConnection(scope, first?.id ?? '')
  await addConnection(scope, connection)
  await expect(addConnection(scope, connection)).rejects.toMatchObject({ code: 'conflict' })
})

test('a record id of one CRM is not taken to another one', async () => {
  const { id } = await add()
  await onDatabase(database.adminUrl, client =>
    client.query(
      `insert into app.crm_records (account_id, connection_id, customer_key, record_id) values ($1, $2, 'e:ada', '17')`,
      [retailer.accountId, id],
    ),
  )
  const known = () =>
    countRows(database.adminUrl, 'select count(*) from app.crm_records where connection_id = $1', [id])
  await ask('PATCH', `/connections/${id}`, { name: 'The same', settings: { ...crm.settings } })
  expect(await known()).toBe(1)
  await ask('PATCH', `/connections/${id}`, { settings: { url: 'https://another.example.com' } })
  expect(await known()).toBe(0)
})
