import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPorts } from '../../test/builders/ports.ts'
import { countRows, makeRetailer, onDatabase, type Retailer } from '../../test/builders/retailer.ts'
import { intakeServer } from '../../test/builders/server.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { uuidv7 } from '../platform/ids.ts'
import { limitedAddress } from '../platform/limits.ts'
import type { Ports } from '../platform/ports.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
let retailer: Retailer

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { config: { trustProxy: ['127.0.0.1'] } })
  server = await intakeServer(ports)
  retailer = await makeRetailer(database.adminUrl)
})
afterAll(async () => {
  await server.close()
  await ports.close()
  await database.close()
})

const send = (ip: string, token = retailer.phoneToken, more: object = {}) =>
  server.inject({
    method: 'POST',
    url: `/public/api/storefronts/${token}/signups`,
    headers: { 'x-forwarded-for': ip },
    payload: { id: uuidv7(Date), answers: { email: 'emmy@example.com' }, ...more },
  })

test('a shopper sees the store’s form and signs up on the own phone', async () => {
  const front = await server.inject(`/public/api/storefronts/${retailer.phoneToken}`)
  expect(front.statusCode).toBe(200)
  expect(front.json()).toMatchObject({ account: { name: 'Madder & Rye' }, store: { name: 'Amsterdam' } })
  const id = uuidv7(Date)
  expect((await send('192.0.2.1', retailer.phoneToken, { id })).statusCode).toBe(201)
  expect((await send('192.0.2.1', retailer.phoneToken, { id })).statusCode).toBe(200)
  expect((await send('192.0.2.1', retailer.phoneToken, { id, language: 'en' })).statusCode).toBe(409)
  expect(
    await countRows(database.adminUrl, 'select count(*) from app.signups where id = $1 and store_id = $2', [
      id,
      retailer.storeId,
    ]),
  ).toBe(1)
})

test('a phone cannot pass its sign-up off as a trial, nor the same id in capitals as another, nor one text as agreed and not', async () => {
  expect((await send('192.0.2.9', retailer.phoneToken, { test: true })).statusCode).toBe(422)
  const id = uuidv7(Date)
  expect((await send('192.0.2.9', retailer.phoneToken, { id })).statusCode).toBe(201)
  expect((await send('192.0.2.9', retailer.phoneToken, { id: id.toUpperCase() })).statusCode).toBe(200)
  const text = uuidv7(Date)
  const consents = [
    { text, given: true },
    { text: text.toUpperCase(), given: false },
  ]
  expect((await send('192.0.2.9', retailer.phoneToken, { consents })).json()).toMatchObject({
    fields: [{ path: 'consents', message: 'A text may stand here once' }],
  })
})

test('an unknown address is nothing, an API key is no form, a closed form is gone', async () => {
  expect((await server.inject('/public/api/storefronts/unknown')).statusCode).toBe(404)
  expect((await send('192.0.2.2', retailer.apiKey)).statusCode).toBe(404)
  const shop = await makeRetailer(database.adminUrl)
  await onDatabase(database.adminUrl, client =>
    client.query(`update directory.credentials set ended_at = now(), end_reason = 'deleted' where id = $1`, [
      shop.phoneFormId,
    ]),
  )
  expect((await server.inject(`/public/api/storefronts/${shop.phoneToken}`)).statusCode).toBe(410)
})

test('one address gets only so far, and a /64 of IPv6 is one address', async () => {
  const statuses = async (ip: (turn: number) => string) => {
    const seen = new Set<number>()
    for (let turn = 0; turn < 70; turn++) seen.add((await send(ip(turn))).statusCode)
    return [...seen]
  }
  expect(await statuses(() => '198.51.100.7')).toEqual([201, 429])
  expect(await statuses(turn => `2001:db8:1:2::${turn.toString(16)}`)).toEqual([201, 429])
  expect(await statuses(turn => `198.51.101.${turn}`)).toEqual([201])
  const refused = await send('198.51.100.7')
  expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(refused.json()).toMatchObject({ code: 'too-many', retryAfter: expect.any(Number) })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
})

test('an address is limited as what it is, however it is written', () => {
  expect(limitedAddress('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(limitedAddress('2001:DB8:0:0:1::1')).toBe('2001:db8::/64')
  expect(limitedAddress('2001:db8::2')).toBe('2001:db8::/64')
  expect(limitedAddress('nonsense')).toBe('unknown')
})
