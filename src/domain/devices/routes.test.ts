import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ask, openShop, type Shop, signedIn } from '../../../test/builders/office.ts'
import { testPorts } from '../../../test/builders/ports.ts'
import { askAsTablet, makeTabletKey } from '../../../test/builders/tablet.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { until } from '../../../test/support/until.ts'
import { buildServer } from '../../http/server.ts'
import type { Ports } from '../../platform/ports.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
let shop: Shop
let member: Ask

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url)
  server = await buildServer(ports)
  shop = await openShop(ports)
  member = await signedIn(server)
})
afterAll(async () => {
  await server.close()
  await ports.close()
  await database.close()
})

const key = makeTabletKey()
const device = { os: 'Android', osVersion: '15', browser: 'Chrome', appVersion: '0.1.0' }
const tablet = (method: 'GET' | 'POST', path: string, more: { kid?: string; body?: unknown } = {}) =>
  askAsTablet(server, key, { method, path: `/kiosk/api/${path}`, ...more })

test('from the code on the glass to the revoked tablet, all through HTTP', async () => {
  const offered = await tablet('POST', 'pairing', { body: { publicKey: key.jwk, device } })
  expect(offered.statusCode).toBe(201)
  const { id, code } = offered.json()
  expect((await tablet('GET', `pairing/${id}`)).json()).toEqual({ state: 'waiting', pairingId: null })

  const paired = await member('POST', 'devices', { code, name: 'Annabella', storeId: shop.storeId })
  expect(paired).toMatchObject({ status: 201, body: { name: 'Annabella', storeId: shop.storeId, os: 'Android' } })
  const { pairingId: kid, id: deviceId } = paired.body
  expect((await tablet('GET', `pairing/${id}`)).json()).toEqual({ state: 'paired', pairingId: kid })

  const setup = (await tablet('GET', 'setup', { kid })).json()
  expect(setup).toMatchObject({ pairing: { id: kid }, store: { id: shop.storeId } })
  expect(setup.openingKey.publicKey).toMatch(/^[\w-]+$/)
  const beat = {
    ...{ lastNumber: 0, queue: 0, oldestQueuedAt: null, storagePersisted: true, battery: null, lastError: null },
    device: { ...device, appVersion: '0.2.0' },
  }
  expect((await tablet('POST', 'heartbeat', { kid, body: beat })).json()).toMatchObject({
    setupEtag: setup.etag,
    missing: 0,
  })
  expect((await tablet('POST', 'heartbeat', { kid, body: { ...beat, lastNumber: 2 ** 40 } })).statusCode).toBe(422)
  expect((await member('GET', 'devices')).body.items).toMatchObject([
    { id: deviceId, online: true, appVersion: '0.2.0' },
  ])

  const revoked = await member('POST', `devices/${deviceId}/revoke`, { reason: 'revoked' })
  expect(revoked).toMatchObject({ status: 200, body: { endReason: 'revoked', online: false } })
  const refused = await until(async () => {
    const answer = await tablet('GET', 'setup', { kid })
    return answer.statusCode === 401 ? answer : undefined
  })
  expect(refused.json()).toMatchObject({ code: 'unauthenticated', ended: { reason: 'revoked', handIn: true } })
})

test('a tablet offers the key that it proves, and no other', async () => {
  const answer = await tablet('POST', 'pairing', { body: { publicKey: makeTabletKey().jwk, device } })
  expect(answer.statusCode).toBe(401)
})

test('a wrong code is told at the field it was typed into', async () => {
  const answer = await member('POST', 'devices', { code: 'AAAA-AAAA', name: 'None', storeId: shop.storeId })
  expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: 'code' }] } })
})
