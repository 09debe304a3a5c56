import { afterAll, beforeAll, expect, test } from 'vitest'
import { asRole, openShop, type Shop } from '../../../test/builders/office.ts'
import { testPorts } from '../../../test/builders/ports.ts'
import { countRows, onDatabase } from '../../../test/builders/retailer.ts'
import { makeTabletKey, type TabletKey } from '../../../test/builders/tablet.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Ports } from '../../platform/ports.ts'
import { changeStore } from '../stores/index.ts'
import { listDevices } from './fleet.ts'
import { recordHeartbeat } from './heartbeat.ts'
import { offerPairing, pollPairing } from './offers.ts'
import { endPairing, pairDevice } from './pairing.ts'
import { kioskSetup } from './setup.ts'

let database: TestDatabase
let ports: Ports
let shop: Shop
let later = 0
const clock: Clock = {
  now: () => Date.now() + later,
  monotonic: () => performance.now(),
  sleep: () => Promise.resolve(),
}
const openingKey = { id: '0198f0c0-0000-7000-8000-000000000001', publicKey: 'AA' }
const device = { os: 'Android', osVersion: '15', browser: 'Chrome', appVersion: '0.1.0' }

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { clock })
  shop = await openShop(ports)
})
afterAll(async () => {
  await ports.close()
  await database.close()
})

async function offer(key: TabletKey = makeTabletKey()) {
  return { key, ...(await offerPairing(ports, { publicKey: key.jwk, device })) }
}
async function pair(name: string, key?: TabletKey) {
  const { key: used, code } = await offer(key)
  return { key: used, ...(await pairDevice(shop.scope, { code, name, storeId: shop.storeId })) }
}

test('a member types the code that the tablet shows, and the tablet learns its pairing', async () => {
  const { key, id, code, url } = await offer()
  expect(url).toContain(code)
  expect(await pollPairing(ports, { id, publicKey: key.jwk })).toEqual({ state: 'waiting', pairingId: null })
  const typed = `${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`
  const { pairingId, deviceId } = await pairDevice(shop.scope, {
    code: typed,
    name: 'Annabella',
    storeId: shop.storeId,
  })
  expect(await pollPairing(ports, { id, publicKey: key.jwk })).toEqual({ state: 'paired', pairingId })
  const view = (await listDevices(shop.scope)).find(each => each.id === deviceId)
  expect(view).toMatchObject({
    name: 'Annabella',
    standName: 'Annabella',
    os: 'Android',
    online: false,
    missing: 0,
    endedAt: null,
  })
  expect(
    await countRows(
      database.adminUrl,
      `select count(*) from app.audit_events where action = 'pair device' and subject = $1`,
      [deviceId],
    ),
  ).toBe(1)
})

test('an offer tells its state to the key that made it and to no other', async () => {
  const { id } = await offer()
  await expect(pollPairing(ports, { id, publicKey: makeTabletKey().jwk })).rejects.toMatchObject({ code: 'not-found' })
})

test('a code is good once, for ten minutes, and never stored as it is', async () => {
  const first = await offer()
  const input = { code: first.code, name: 'Once', storeId: shop.storeId }
  await pairDevice(shop.scope, input)
  await expect(pairDevice(shop.scope, input)).rejects.toMatchObject({ code: 'invalid' })
  const second = await offer()
  later += 10 * 60_000 + 1
  expect(await pollPairing(ports, { id: second.id, publicKey: second.key.jwk })).toMatchObject({ state: 'expired' })
  await expect(pairDevice(shop.scope, { ...input, code: second.code })).rejects.toMatchObject({ code: 'invalid' })
  const dump = await onDatabase(database.adminUrl, async client =>
    JSON.stringify((await client.query('select * from directory.pairing_codes')).rows),
  )
  expect(dump).not.toContain(second.code)
})

test('of two members who type one code at once, one gets the tablet', async () => {
  const { code } = await offer()
  const both = await Promise.allSettled(
    ['Left', 'Right'].map(name => pairDevice(shop.scope, { code, name, storeId: shop.storeId })),
  )
  expect(both.map(each => each.status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('ten wrong codes in ten minutes, and even the right one is refused for a while', async () => {
  later += 20 * 60_000
  const guess = (code: string) => pairDevice(shop.scope, { code, name: 'Guess', storeId: shop.storeId })
  // Those that work are not held against anybody.
  for (let nth = 0; nth < 12; nth++) await guess((await offer()).code)
  for (const code of ['', 'too short', 'AAAAAAA0', ...Array.from({ length: 7 }, () => 'AAAAAAAA')]) {
    await expect(guess(code)).rejects.toMatchObject({ code: 'invalid' })
  }
  await expect(guess((await offer()).code)).rejects.toMatchObject({ code: 'too-many' })
  later += 10 * 60_000
  await guess((await offer()).code)
})

test('pairing a tablet anew ends its pairing of before, in the same moment', async () => {
  const first = await pair('Counter')
  const second = await pair('Window', first.key)
  expect(second.deviceId).toBe(first.deviceId)
  const ended = await onDatabase(
    database.adminUrl,
    async client =>
      (
        await client.query(
          'select p.end_reason as pairing, c.end_reason as credential from app.pairings p join directory.credentials c using (account_id, id) where id = $1',
          [first.pairingId],
        )
      ).rows,
  )
  expect(ended).toEqual([{ pairing: 'replaced', credential: 'replaced' }])
  expect((await listDevices(shop.scope)).filter(each => each.id === first.deviceId)).toMatchObject([
    { pairingId: second.pairingId, name: 'Window', endedAt: null },
  ])
})

test('two codes of one tablet, typed at once, make one device', async () => {
  const key = makeTabletKey()
  const codes = [(await offer(key)).code, (await offer(key)).code]
  const both = await Promise.all(
    codes.map(code => pairDevice(shop.scope, { code, name: 'Twice', storeId: shop.storeId })),
  )
  expect(both[0]?.deviceId).toBe(both[1]?.deviceId)
})

test('a tablet that moves to another account leaves the first', async () => {
  const { key, deviceId } = await pair('Sold')
  const buyer = await openShop(ports, { name: 'Buyer', email: 'grace@example.com' })
  const { code } = await offer(key)
  await pairDevice(buyer.scope, { code, name: 'Bought', storeId: buyer.storeId })
  const left = (await listDevices(shop.scope)).find(each => each.id === deviceId)
  expect(left).toMatchObject({ name: 'Sold', endReason: 'replaced' })
  // Or was it taken, and not sold?
  await endPairing(shop.scope, deviceId, 'stolen')
  await expect(endPairing(shop.scope, deviceId, 'stolen')).rejects.toMatchObject({ code: 'conflict' })
  expect(await listDevices(buyer.scope)).toMatchObject([{ name: 'Bought', endedAt: null }])
})

test('a revoked tablet stays on the list with what became of it', async () => {
  const { deviceId } = await pair('Gone')
  await endPairing(shop.scope, deviceId, 'revoked')
  // Only later somebody says that it was taken.
  await endPairing(shop.scope, deviceId, 'stolen')
  expect((await listDevices(shop.scope)).find(each => each.id === deviceId)).toMatchObject({
    endReason: 'stolen',
    online: false,
  })
  await expect(endPairing(shop.scope, deviceId, 'revoked')).rejects.toMatchObject({ code: 'conflict' })
  await expect(endPairing(shop.scope, openingKey.id, 'revoked')).rejects.toMatchObject({ code: 'not-found' })
})

test('a stolen tablet is not believed under its earlier pairings either, until it is found and paired anew', async () => {
  const first = await pair('Taken')
  const second = await pair('Taken', first.key)
  await endPairing(shop.scope, second.deviceId, 'stolen')
  const reasons = async (...ids: string[]) =>
    onDatabase(database.adminUrl, async client => {
      const { rows } = await client.query<{ end_reason: string | null }>(
        'select end_reason from directory.credentials where id = any($1) order by created_at, id',
        [ids],
      )
      return rows.map(row => row.end_reason)
    })
  expect(await reasons(first.pairingId, second.pairingId)).toEqual(['stolen', 'stolen'])
  const third = await pair('Found', first.key)
  expect(await reasons(first.pairingId, second.pairingId, third.pairingId)).toEqual(['stolen', 'stolen', null])
})

test('who may only look can neither pair nor revoke', async () => {
  const viewer = asRole(shop.scope, 'viewer')
  await expect(pairDevice(viewer, { code: 'AAAAAAAA', name: 'No', storeId: shop.storeId })).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(endPairing(viewer, openingKey.id, 'revoked')).rejects.toMatchObject({ code: 'forbidden' })
})

test('an unknown store leaves the code unused', async () => {
  const { code } = await offer()
  await expect(pairDevice(shop.scope, { code, name: 'Lost', storeId: openingKey.id })).rejects.toMatchObject({
    code: 'not-found',
  })
  await pairDevice(shop.scope, { code, name: 'Found', storeId: shop.storeId })
})

test('the setup holds all that a tablet needs for a week, and its tag changes with any of it', async () => {
  const { pairingId } = await pair('Setup')
  const setup = await kioskSetup(shop.scope, pairingId, openingKey)
  expect(setup).toMatchObject({
    account: { name: 'Madder & Rye', minimumAge: 16 },
    store: { id: shop.storeId, country: 'NL' },
    pairing: { id: pairingId, deviceName: 'Setup' },
    openingKey,
    staff: [],
    staffPin: null,
  })
  expect(setup.form.definition.languages).toEqual(['en', 'nl', 'de', 'fr'])
  expect(setup.phoneFormUrl).toMatch(/^http:\/\/localhost:4180\/f\/[\w-]{22}$/)
  expect((await kioskSetup(shop.scope, pairingId, openingKey)).etag).toBe(setup.etag)
  await changeStore(shop.scope, shop.storeId, { staffPin: '2468' })
  const changed = await kioskSetup(shop.scope, pairingId, openingKey)
  expect(changed.etag).not.toBe(setup.etag)
  expect(changed.staffPin?.iterations).toBeGreaterThanOrEqual(100_000)
  await expect(kioskSetup(shop.scope, openingKey.id, openingKey)).rejects.toMatchObject({ code: 'not-found' })
})

const beat = {
  lastNumber: 0,
  queue: 0,
  oldestQueuedAt: null,
  storagePersisted: true,
  battery: 0.5,
  lastError: null,
  device,
}

test('numbers that neither arrived nor wait are missing, and are named', async () => {
  const { pairingId, deviceId } = await pair('Annabella')
  await arrive(pairingId, [1, 2, 4, 7])
  const answer = await recordHeartbeat(
    shop.scope,
    pairingId,
    { ...beat, lastNumber: 8, queue: 2, oldestQueuedAt: '1970-01-02T00:00:00Z' },
    openingKey,
  )
  expect(answer.missing).toBe(2)
  expect(answer.setupEtag).toBe((await kioskSetup(shop.scope, pairingId, openingKey)).etag)
  const view = async () => (await listDevices(shop.scope)).find(each => each.id === deviceId)
  expect(await view()).toMatchObject({
    online: true,
    queue: 2,
    lastNumber: 8,
    missing: 2,
    missingNumbers: [3, 5],
    signupsToday: 4,
  })
  // A tablet that forgot its count cannot make a gap disappear.
  await recordHeartbeat(shop.scope, pairingId, { ...beat, lastNumber: 1, device: { appVersion: '0.2.0' } }, openingKey)
  expect(await view()).toMatchObject({ lastNumber: 8, missing: 4, appVersion: '0.2.0', os: 'Android' })
  await arrive(pairingId, [3, 5, 6, 8])
  expect(await view()).toMatchObject({ missing: 0, missingNumbers: [] })
  later += 151_000
  expect(await view()).toMatchObject({ online: false })
})

test('a gap of an earlier pairing stays visible with the tablet', async () => {
  const { pairingId, deviceId, key } = await pair('Evicted')
  await recordHeartbeat(shop.scope, pairingId, { ...beat, lastNumber: 2 }, openingKey)
  await pair('Evicted', key)
  expect((await listDevices(shop.scope)).find(each => each.id === deviceId)).toMatchObject({
    lastNumber: 0,
    missing: 2,
    missingNumbers: [1, 2],
  })
})

test('a tablet whose clock is far off is heard all the same', async () => {
  const { pairingId } = await pair('Odd')
  for (const oldestQueuedAt of ['', 'yesterday', '+275760-09-13T00:00:00.000Z', '-000001-01-01T00:00:00Z']) {
    await recordHeartbeat(shop.scope, pairingId, { ...beat, oldestQueuedAt }, openingKey)
  }
  await expect(recordHeartbeat(shop.scope, openingKey.id, beat, openingKey)).rejects.toMatchObject({
    code: 'not-found',
  })
})

async function arrive(pairingId: string, numbers: number[]) {
  await onDatabase(database.adminUrl, client =>
    client.query(
      `insert into app.signups (account_id, id, credential_id, number, state, digest, customer_key, received_at)
       select $1, uuidv7(), $2, n, 'accepted', '', 'k', $4 from unnest($3::int[]) n`,
      [shop.accountId, pairingId, numbers, new Date(clock.now())],
    ),
  )
}
