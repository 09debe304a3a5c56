import { pbkdf2Sync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asRole, openShop, type Shop } from '../../../test/builders/office.ts'
import { testPorts } from '../../../test/builders/ports.ts'
import { countRows } from '../../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { sha256 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'
import { newStoreSchema, storeChangeSchema } from './contract.ts'
import { findStore } from './index.ts'
import { addStaff, changeStore, createStore, listStores, removeStaff } from './stores.ts'

let database: TestDatabase
let ports: Ports
let shop: Shop

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url)
  shop = await openShop(ports)
})
afterAll(async () => {
  await ports.close()
  await database.close()
})

const nowhere = '0198f0c0-0000-7000-8000-000000000001'

test('a new store shows the form of the first, and has a phone form whose secret only its hash betrays', async () => {
  const store = await createStore(shop.scope, { name: 'Rotterdam', country: 'NL', timeZone: 'Europe/Amsterdam' })
  expect(store).toMatchObject({ name: 'Rotterdam', hasStaffPin: false, staff: [] })
  expect(await shop.scope.tx(tx => findStore(tx, store.id))).toMatchObject({ formId: shop.formId })
  const token = store.phoneFormUrl?.split('/f/')[1] ?? ''
  const held = `select count(*) from directory.credentials where kind = 'phone-form' and store_id = $1 and secret_hash = $2`
  expect(await countRows(database.adminUrl, held, [store.id, sha256(token)])).toBe(1)
  const listed = await listStores(shop.scope)
  expect(listed.map(each => each.name)).toEqual(['Madder & Rye', 'Rotterdam'])
  expect(listed[1]).toEqual(store)
})

test('the PIN is kept as a verifier that a tablet can check', async () => {
  expect(await changeStore(shop.scope, shop.storeId, { staffPin: '2468' })).toMatchObject({ hasStaffPin: true })
  const pin = (await shop.scope.tx(tx => findStore(tx, shop.storeId)))?.staffPin
  const salt = Buffer.from(pin?.salt ?? '', 'base64url')
  expect(pbkdf2Sync('2468', salt, pin?.iterations ?? 1, 32, 'sha256').toString('base64url')).toBe(pin?.hash)
  expect(await changeStore(shop.scope, shop.storeId, { name: 'Amsterdam' })).toMatchObject({
    name: 'Amsterdam',
    hasStaffPin: true,
  })
  await expect(changeStore(shop.scope, nowhere, { name: 'Nowhere' })).rejects.toMatchObject({ code: 'not-found' })
})

test('who serves is added and taken off the list', async () => {
  const { staff } = await addStaff(shop.scope, shop.storeId, 'Grace')
  expect(staff).toMatchObject([{ name: 'Grace' }])
  const id = staff[0]?.id ?? ''
  await expect(removeStaff(shop.scope, nowhere, id)).rejects.toMatchObject({ code: 'not-found' })
  await removeStaff(shop.scope, shop.storeId, id)
  await expect(removeStaff(shop.scope, shop.storeId, id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(addStaff(shop.scope, nowhere, 'Alan')).rejects.toMatchObject({ code: 'not-found' })
  expect((await listStores(shop.scope))[0]?.staff).toEqual([])
})

test('staff look at stores and change nothing', async () => {
  const staff = asRole(shop.scope, 'staff')
  expect(await listStores(staff)).toHaveLength(2)
  await expect(changeStore(staff, shop.storeId, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' })
})

test('what cannot be a store is refused with a word about each field', () => {
  const problems = (input: unknown) => newStoreSchema.safeParse(input).error?.issues.map(issue => issue.message)
  expect(problems({ name: ' ', country: 'Holland', timeZone: 'Europe/Nowhere' })).toEqual([
    'Give it a name',
    'A country code like NL',
    'A time zone like Europe/Amsterdam',
  ])
  expect(problems({ name: 'Half a \ud83d', country: 'NL', timeZone: '' })).toHaveLength(2)
  expect(storeChangeSchema.safeParse({ staffPin: '12a4' }).success).toBe(false)
})
