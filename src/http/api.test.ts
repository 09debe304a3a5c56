import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPorts } from '../../test/builders/ports.ts'
import { countRows, makeRetailer, onDatabase, type Retailer } from '../../test/builders/retailer.ts'
import { intakeServer } from '../../test/builders/server.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { systemClock } from '../platform/clock.ts'
import { uuidv7 } from '../platform/ids.ts'
import type { Ports } from '../platform/ports.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
let retailer: Retailer
let ahead = 0
const lines: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { lines, clock: { ...systemClock, monotonic: () => performance.now() + ahead } })
  server = await intakeServer(ports)
  retailer = await makeRetailer(database.adminUrl)
})
afterAll(async () => {
  await server.close()
  await ports.close()
  await database.close()
})

const alan = (more: object = {}) => ({
  id: uuidv7(Date),
  answers: { firstName: 'Alan', email: 'alan@example.com' },
  ...more,
})
function post(body: unknown, key = retailer.apiKey, url = '/api/v1/signups') {
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  return server.inject({
    method: 'POST',
    url,
    payload,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  })
}
const get = (url: string, key = retailer.apiKey) =>
  server.inject({ url: `/api/v1${url}`, headers: { authorization: `Bearer ${key}` } })
const stored = (id: string) => countRows(database.adminUrl, 'select count(*) from app.signups where id = $1', [id])

test('created, repeated, contradicted: 201, 200, 409', async () => {
  const signup = alan()
  const first = await post(signup)
  expect(first.statusCode).toBe(201)
  expect(first.json()).toEqual({ id: signup.id, status: 'accepted', receivedAt: expect.any(String), reason: null })
  // The same in another order and with other blanks is the same.
  const again = await post(
    JSON.stringify({ answers: { email: 'alan@example.com', firstName: 'Alan' }, id: signup.id }, null, 2),
  )
  expect(again.statusCode).toBe(200)
  expect(again.json()).toEqual(first.json())
  const other = await post({ ...signup, language: 'en' })
  expect(other.statusCode).toBe(409)
  expect(other.json()).toMatchObject({ code: 'conflict', status: 409 })
  expect(other.headers['content-type']).toMatch(/^application\/problem\+json/)
})

test('what is wrong is named by its path, and nothing of it is stored', async () => {
  const cases: [unknown, number, string?][] = [
    ['{', 400],
    ['', 400],
    ['null', 422],
    ['[]', 422],
    ['"text"', 422],
    [`{"__proto__":{"a":1},${JSON.stringify(alan()).slice(1)}`, 422, ''],
    [`{"constructor":{"prototype":{"a":1}},${JSON.stringify(alan()).slice(1)}`, 422, ''],
    [alan({ answers: { email: 'nobody' } }), 422, 'answers.email'],
    [alan({ answers: {} }), 422, 'answers.email'],
    [alan({ answers: { email: 'a@example.com', firstName: 'A\u0000da' } }), 422, 'answers.firstName'],
    [alan({ answers: { email: 'a@example.com', firstName: '\ud800' } }), 422, 'answers.firstName'],
    [alan({ answers: { email: 'a@example.com', firstName: 'x'.repeat(301) } }), 422, 'answers.firstName'],
    [alan({ answers: { email: 'a@example.com', birthday: '2023-02-29' } }), 422, 'answers.birthday'],
    [alan({ answers: { email: 'a@example.com', phone: '0612345678' } }), 422, 'answers.phone'],
    [alan({ id: 'one' }), 422, 'id'],
    [alan({ surprise: 1 }), 422, ''],
    [alan({ consents: [{ text: uuidv7(Date), given: true }] }), 422, 'consents.0.text'],
    [alan({ formVersion: uuidv7(Date) }), 422, 'formVersion'],
    [alan({ capturedAt: 'yesterday' }), 422, 'capturedAt'],
    [alan({ capturedAt: '0000-01-01T00:00:00Z' }), 422, 'capturedAt'],
    [alan({ language: `en${'-abcdefgh'.repeat(10)}` }), 422, 'language'],
    [alan({ durationMs: -1 }), 422, 'durationMs'],
    [alan({ answers: { email: 'a@example.com', firstName: 'x'.repeat(70_000) } }), 413],
  ]
  for (const [body, status, path] of cases) {
    const answer = await post(body)
    const place = path === undefined ? undefined : answer.json().fields?.[0].path
    expect([body, answer.statusCode, place]).toEqual([body, status, path])
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  }
  const text = await server.inject({
    method: 'POST',
    url: '/api/v1/signups',
    payload: 'a',
    headers: { authorization: `Bearer ${retailer.apiKey}`, 'content-type': 'text/plain' },
  })
  expect(text.statusCode).toBe(415)
})

test('whatever a person may be called is stored as typed', async () => {
  for (const firstName of [
    '👩‍🚀𝒳',
    'مريم',
    'Ма́рия',
    'N\u0303andú',
    '"\\\'; drop table--',
    'a\u202eb',
    'x'.repeat(300),
    '{NULL}',
    'NULL',
    ' {"a":1} ',
    'tab\tline\n',
  ]) {
    const signup = alan({ answers: { firstName, email: 'a@example.com' } })
    expect((await post(signup)).statusCode).toBe(201)
    expect((await get(`/signups/${signup.id}`)).json().answers.firstName).toBe(firstName)
  }
})

test('any JSON whatever is answered with success or a plain refusal, never with an error of ours', async () => {
  const anyText = fc.string({
    unit: fc.oneof(
      fc.constantFrom('\u0000', '\ud800', '\udfff', '"', '\\', '{', ',', '😀', 'ع'),
      fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
    ),
  })
  const nearly = fc.record(
    {
      id: fc.oneof(fc.uuid(), anyText, fc.constant(null)),
      answers: fc.oneof(
        fc.record(
          {
            firstName: anyText,
            lastName: anyText,
            email: fc.oneof(fc.emailAddress(), anyText),
            phone: fc.oneof(fc.constant('+31612345678'), anyText),
            birthday: anyText,
          },
          { requiredKeys: [] },
        ),
        fc.jsonValue(),
      ),
      consents: fc.oneof(
        fc.array(fc.record({ text: fc.oneof(fc.constant(retailer.emailText), fc.uuid()), given: fc.boolean() })),
        fc.jsonValue(),
      ),
      capturedAt: fc.oneof(
        fc.date({ noInvalidDate: true }).map(date => date.toJSON()),
        anyText,
      ),
      language: anyText,
      offerCode: anyText,
      durationMs: fc.oneof(fc.integer(), fc.double()),
      staff: fc.oneof(fc.uuid(), anyText),
      test: fc.oneof(fc.boolean(), fc.jsonValue()),
    },
    { requiredKeys: ['id', 'answers'] },
  )
  await fc.assert(
    fc.asyncProperty(fc.oneof(nearly, nearly, fc.jsonValue()), async body => {
      const answer = await post(body)
      expect([201, 200, 400, 409, 422]).toContain(answer.statusCode)
      expect(answer.statusCode !== 201 || (await stored(answer.json().id)) === 1).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('a batch answers each on its own', async () => {
  const [one, two] = [alan(), alan()]
  const body = {
    signups: [
      one,
      { ...two, answers: {} },
      one,
      { ...one, language: 'nl' },
      null,
      two,
      { ...alan(), formVersion: uuidv7(Date) },
    ],
  }
  const answer = await post(body, retailer.apiKey, '/api/v1/signups/batch')
  expect(answer.statusCode).toBe(200)
  const { results } = answer.json()
  expect(results.map((result: { status: string }) => result.status)).toEqual([
    'accepted',
    'invalid',
    'accepted',
    'conflict',
    'invalid',
    'accepted',
    'invalid',
  ])
  expect(results[1]).toMatchObject({ id: two.id, reason: expect.stringContaining('answers.email') })
  expect(results[2]).toEqual(results[0])
  expect(
    (await post({ signups: Array.from({ length: 101 }, () => alan()) }, retailer.apiKey, '/api/v1/signups/batch'))
      .statusCode,
  ).toBe(422)
})

test('no key, a wrong key, a key without the scope, a revoked key', async () => {
  expect((await server.inject('/api/v1/signups')).statusCode).toBe(401)
  expect((await post(alan(), `ci_live_${'A'.repeat(43)}`)).statusCode).toBe(401)
  expect((await post(alan(), retailer.phoneToken)).statusCode).toBe(401)
  const reader = await makeRetailer(database.adminUrl, { scopes: ['signups:read'] })
  expect((await post(alan(), reader.apiKey)).statusCode).toBe(403)
  expect((await get('/signups', reader.apiKey)).statusCode).toBe(200)
  const revoke = () =>
    onDatabase(database.adminUrl, client =>
      client.query(`update directory.credentials set ended_at = now(), end_reason = 'revoked' where id = $1`, [
        reader.apiKeyId,
      ]),
    )
  await revoke()
  ports.wake.emit('devices', reader.accountId)
  expect((await get('/signups', reader.apiKey)).statusCode).toBe(401)
})

test('a revocation that nobody announced is noticed within ten seconds', async () => {
  const shop = await makeRetailer(database.adminUrl)
  expect((await get('/signups', shop.apiKey)).statusCode).toBe(200)
  await onDatabase(database.adminUrl, client =>
    client.query(`update directory.credentials set ended_at = now(), end_reason = 'revoked' where id = $1`, [
      shop.apiKeyId,
    ]),
  )
  expect((await get('/signups', shop.apiKey)).statusCode).toBe(200)
  ahead += 10_001
  expect((await get('/signups', shop.apiKey)).statusCode).toBe(401)
})

test('a reader who keeps its place sees each sign-up once, also the one that commits late', async () => {
  const shop = await makeRetailer(database.adminUrl)
  const send = async () => {
    const signup = alan()
    await post(signup, shop.apiKey)
    return signup.id
  }
  const seen: string[] = []
  let cursor = ''
  const read = async () => {
    const page = (await get(`/signups?limit=2${cursor && `&cursor=${cursor}`}`, shop.apiKey)).json()
    seen.push(...page.items.map((item: { id: string }) => item.id))
    cursor = page.next ?? cursor
    return page.items.length as number
  }
  const early = [await send(), await send(), await send()]
  while ((await read()) > 0);
  expect(seen).toEqual(early)

  const late = uuidv7(Date)
  const sentDuring: string[] = []
  await onDatabase(database.adminUrl, async client => {
    await client.query('begin')
    await client.query(
      'select * from app.capture_signups(array[$1]::uuid[], array[$2]::uuid[], null, null, null, array[$3]::bytea[], null, null, null, null, null, null, null, null, null, array[$4], null, null, null, null, null, null, null)',
      [shop.apiKeyId, late, Buffer.alloc(32), 's:late'],
    )
    sentDuring.push(await send(), await send())
    while ((await read()) > 0);
    expect(seen).toEqual(early)
    await client.query('commit')
  })
  while ((await read()) > 0);
  expect(seen).toEqual([...early, late, ...sentDuring])
  expect((await get('/signups?cursor=nonsense', shop.apiKey)).statusCode).toBe(422)
  expect((await get('/signups?limit=0', shop.apiKey)).statusCode).toBe(422)
})

test('filters', async () => {
  const shop = await makeRetailer(database.adminUrl)
  const signup = alan({ consents: [] })
  await post(signup, shop.apiKey)
  const ids = async (query: string) =>
    (await get(`/signups?${query}`, shop.apiKey)).json().items.map((item: { id: string }) => item.id)
  const now = Date.now()
  expect(await ids('state=accepted')).toEqual([signup.id])
  expect(await ids('state=quarantined')).toEqual([])
  expect(await ids('delivery=waiting')).toEqual([signup.id])
  expect(await ids('delivery=parked')).toEqual([])
  expect(await ids(`store=${shop.storeId}`)).toEqual([])
  expect(
    await ids(`from=${new Date(now - 60_000).toISOString()}&until=${new Date(now + 60_000).toISOString()}`),
  ).toEqual([signup.id])
  expect(await ids(`until=${new Date(now - 60_000).toISOString()}`)).toEqual([])
})

test('one sign-up with its deliveries, and none of another account', async () => {
  const signup = alan({ consents: [{ text: retailer.emailText, given: true }], durationMs: 17_000, language: 'nl' })
  await post(signup)
  const detail = (await get(`/signups/${signup.id}`)).json()
  expect(detail).toMatchObject({
    id: signup.id,
    consented: true,
    source: { kind: 'api-key', name: 'Till' },
    deliveries: [{ connectionName: 'Practice CRM 1', state: 'pending' }],
    consents: [{ purpose: 'email', given: true, text: 'Yes to email' }],
  })
  expect(detail.timeline.map((step: { title: string }) => step.title)).toEqual([
    'Signed up through the API, with the key Till',
    'Arrived',
    'On its way to Practice CRM 1',
  ])
  const stranger = await makeRetailer(database.adminUrl)
  expect((await get(`/signups/${signup.id}`, stranger.apiKey)).statusCode).toBe(404)
  expect((await get('/signups/not-an-id')).statusCode).toBe(404)
})

test('the API describes itself, and the description is rendered beside it without foreign scripts', async () => {
  const description = (await server.inject('/api/v1/openapi.json')).json()
  expect(description.openapi).toBe('3.1.0')
  expect(Object.keys(description.paths)).toEqual(['/api/v1/signups', '/api/v1/signups/batch', '/api/v1/signups/{id}'])
  expect(description.paths['/api/v1/signups'].post.responses).toHaveProperty('4XX')
  for (const address of ['/api/v1/docs', '/api/v1/docs/']) {
    const page = await server.inject(address)
    expect(page.statusCode).toBe(200)
    expect(String(page.headers['content-security-policy'])).toContain("default-src 'self'")
    const script = /src="([^"]+)"/.exec(page.body)?.[1] ?? ''
    expect(new URL(script, `http://localhost${address}`).pathname).toMatch('/api/v1/docs/static/')
  }
})

test('nothing that was sent is in the log', async () => {
  await post(alan({ answers: { email: 'canary@', firstName: 'Canary' } }))
  expect(lines.join('\n')).not.toMatch(/canary|alan@/i)
})
