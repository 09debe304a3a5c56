import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPorts } from '../../test/builders/ports.ts'
import { countRows, makeRetailer, onDatabase, type Retailer } from '../../test/builders/retailer.ts'
import { intakeServer } from '../../test/builders/server.ts'
import {
  askAsTablet,
  makeProof,
  makeTabletKey,
  type ProofParts,
  pairTablet,
  type TabletKey,
} from '../../test/builders/tablet.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { systemClock } from '../platform/clock.ts'
import type { Ports } from '../platform/ports.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
let retailer: Retailer
let key: TabletKey
let kid: string
let ahead = 0

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, {
    clock: { ...systemClock, now: () => Date.now() + ahead, monotonic: () => performance.now() + ahead },
  })
  server = await intakeServer(ports)
  retailer = await makeRetailer(database.adminUrl)
  key = makeTabletKey()
  kid = await pairTablet(database.adminUrl, retailer, key)
})
afterAll(async () => {
  await server.close()
  await ports.close()
  await database.close()
})

const path = '/kiosk/api/recent'
async function nonce(): Promise<string> {
  return String((await server.inject('/kiosk/api/nonce')).headers['dpop-nonce'])
}
async function ask(parts: Partial<ProofParts> = {}, by = key) {
  const proof = makeProof(by, { method: 'GET', path, nonce: await nonce(), kid, ...parts })
  return server.inject({ url: path, headers: { dpop: proof, host: 'localhost:80' } })
}

test('a proven tablet is let in, and every answer carries the next nonce', async () => {
  const answer = await ask()
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['dpop-nonce']).toBe(await nonce())
})

test('who asks for codes without end is stopped before it costs a row, as a network and not as an address', async () => {
  const own = testPorts(database.url, { config: { trustProxy: ['127.0.0.1'] } })
  const behind = await intakeServer(own)
  const first = String((await behind.inject('/kiosk/api/nonce')).headers['dpop-nonce'])
  const newcomer = makeTabletKey()
  const offer = async (address: string) => {
    const payload = JSON.stringify({ publicKey: newcomer.jwk, device: {} })
    const dpop = makeProof(newcomer, { method: 'POST', path: '/kiosk/api/pairing', nonce: first, body: payload })
    const headers = { dpop, host: 'localhost:80', 'content-type': 'application/json', 'x-forwarded-for': address }
    return behind.inject({ method: 'POST', url: '/kiosk/api/pairing', headers, payload })
  }
  const rows = 'select (select count(*) from directory.pairing_codes) + (select count(*) from directory.used_proofs)'
  const before = await countRows(database.adminUrl, rows)
  const answers: number[] = []
  for (let nth = 0; nth < 110; nth++) answers.push((await offer(`2001:db8:9:9::${nth.toString(16)}`)).statusCode)
  expect(answers.filter(status => status === 201)).toHaveLength(100)
  expect(answers.filter(status => status === 429)).toHaveLength(10)
  expect(await countRows(database.adminUrl, rows)).toBe(before + 200)
  expect((await offer('2001:db8:9:a::1')).statusCode).toBe(201)
  await behind.close()
  await own.close()
})

test('without a proof, and with one that cannot be read, nobody is let in', async () => {
  expect((await server.inject(path)).statusCode).toBe(401)
  for (const dpop of ['', 'a.b', 'a.b.c.d', 'e30.e30.AAAA', `${'A'.repeat(5000)}.e30.x`]) {
    const answer = await server.inject({ url: path, headers: { dpop } })
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  }
})

test('an old, foreign or missing nonce is answered with a new one', async () => {
  for (const wrong of ['', 'AAAAAAAAAAAAAAAAAAAAAA']) {
    const answer = await ask({ nonce: wrong })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({ code: 'unauthenticated', proof: 'nonce' })
    expect(answer.headers['dpop-nonce']).toBe(await nonce())
  }
  // From the beginning of a window, which lasts two minutes.
  ahead = 120_000 - (Date.now() % 120_000)
  const beginning = ahead
  const old = await nonce()
  ahead = beginning + 239_000
  expect((await ask({ nonce: old })).statusCode).toBe(200)
  ahead = beginning + 241_000
  expect((await ask({ nonce: old })).json()).toMatchObject({ proof: 'nonce' })
})

test('a proof is good once, also when both come at the same time', async () => {
  const proof = makeProof(key, { method: 'GET', path, nonce: await nonce(), kid })
  const send = () => server.inject({ url: path, headers: { dpop: proof, host: 'localhost:80' } })
  const answers = await Promise.all([send(), send(), send(), send()])
  expect(answers.map(answer => String(answer.statusCode)).sort()).toEqual(['200', '401', '401', '401'])
  expect((await send()).statusCode).toBe(401)
})

test('a proof is for one method, one address, one host and one body', async () => {
  expect((await ask({ method: 'POST' })).statusCode).toBe(401)
  expect((await ask({ path: '/kiosk/api/setup' })).statusCode).toBe(401)
  expect((await ask({ host: 'elsewhere.example' })).statusCode).toBe(401)
  expect((await ask({ body: 'x' })).statusCode).toBe(401)
  expect((await ask({ claims: { htu: 'not an address' } })).statusCode).toBe(401)
  const proof = makeProof(key, {
    method: 'POST',
    path: '/kiosk/api/signups',
    nonce: await nonce(),
    kid,
    body: '{"envelopes":[1]}',
  })
  const post = (payload: string) =>
    server.inject({
      method: 'POST',
      url: '/kiosk/api/signups',
      payload,
      headers: { dpop: proof, host: 'localhost:80', 'content-type': 'application/json' },
    })
  expect((await post('{"envelopes":[2]}')).statusCode).toBe(401)
  expect((await post('{"envelopes":[1]}')).statusCode).toBe(200)
})

test('another key, another algorithm, an unknown pairing: refused', async () => {
  expect((await ask({}, makeTabletKey())).statusCode).toBe(401)
  expect((await ask({ header: { alg: 'none' } })).statusCode).toBe(401)
  expect((await ask({ header: { typ: 'JWT' } })).statusCode).toBe(401)
  expect((await ask({ kid: '01890000-0000-7000-8000-000000000009' })).statusCode).toBe(401)
  // A key of its own opens the pairing routes and nothing else.
  const bare = makeProof(key, { method: 'GET', path, nonce: await nonce() })
  expect((await server.inject({ url: path, headers: { dpop: bare, host: 'localhost:80' } })).statusCode).toBe(401)
})

test('a tablet that is not paired yet asks for a code with a key of its own', async () => {
  const newcomer = makeTabletKey()
  const body = { publicKey: newcomer.jwk, device: { os: 'iPadOS' } }
  const offer = await askAsTablet(server, newcomer, { method: 'POST', path: '/kiosk/api/pairing', body })
  expect(offer.statusCode).toBe(201)
  const poll = await askAsTablet(server, newcomer, { method: 'GET', path: `/kiosk/api/pairing/${offer.json().id}` })
  expect(poll.json()).toEqual({ state: 'waiting', pairingId: null })
  const stranger = await askAsTablet(server, makeTabletKey(), {
    method: 'GET',
    path: `/kiosk/api/pairing/${offer.json().id}`,
  })
  expect(stranger.statusCode).toBe(404)
  const noPoint = { ...newcomer, jwk: { ...newcomer.jwk, x: 'AAAA' } }
  const broken = await askAsTablet(server, noPoint, { method: 'POST', path: '/kiosk/api/pairing', body })
  expect(broken.statusCode).toBe(401)
})

test('a pairing that ended is told so at once, and only to the tablet itself', async () => {
  const own = makeTabletKey()
  const pairing = await pairTablet(database.adminUrl, retailer, own)
  const get = () => askAsTablet(server, own, { method: 'GET', path, kid: pairing })
  expect((await get()).statusCode).toBe(200)
  await onDatabase(database.adminUrl, client =>
    client.query(`update directory.credentials set ended_at = now(), end_reason = 'replaced' where id = $1`, [pairing]),
  )
  // Remembered for a while, until the change is announced …
  expect((await get()).statusCode).toBe(200)
  ports.wake.emit('devices', retailer.accountId)
  const answer = await get()
  expect(answer.statusCode).toBe(401)
  expect(answer.json()).toMatchObject({ ended: { reason: 'replaced', handIn: true, at: expect.any(String) } })
  const thief = await askAsTablet(server, makeTabletKey(), { method: 'GET', path, kid: pairing })
  expect(thief.json().ended).toBeUndefined()
})

test('a revocation that nobody announced is noticed within thirty seconds', async () => {
  const own = makeTabletKey()
  const pairing = await pairTablet(database.adminUrl, retailer, own)
  const get = () => askAsTablet(server, own, { method: 'GET', path, kid: pairing })
  expect((await get()).statusCode).toBe(200)
  await onDatabase(database.adminUrl, client =>
    client.query(`update directory.credentials set ended_at = now(), end_reason = 'revoked' where id = $1`, [pairing]),
  )
  ahead += 30_001
  expect((await get()).statusCode).toBe(401)
})

test('used proofs are swept out once they have expired', async () => {
  await onDatabase(database.adminUrl, client =>
    client.query(`update directory.used_proofs set expires_at = now() - interval '1 minute'`),
  )
  const left = () =>
    onDatabase(database.adminUrl, async client =>
      Number((await client.query('select count(*) from directory.used_proofs where expires_at < now()')).rows[0].count),
    )
  for (let turn = 0; turn < 2000 && (await left()) > 0; turn++) {
    await onDatabase(database.adminUrl, client =>
      client.query(
        `select directory.use_proofs(array['p' || $1::text], now() + interval '1 minute') from generate_series(1, 50)`,
        [turn],
      ),
    )
  }
  expect(await left()).toBe(0)
})
