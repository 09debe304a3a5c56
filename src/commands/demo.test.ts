import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { browser, openShop } from '../../test/builders/office.ts'
import { testPorts } from '../../test/builders/ports.ts'
import { onDatabase } from '../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { verbs } from '../domain/accounts/contract.ts'
import { buildServer } from '../http/server.ts'
import type { Ports } from '../platform/ports.ts'
import { seedDemo } from './demo.ts'

let database: TestDatabase
let ports: Ports
let folder = ''

beforeEach(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'customerinfo-demo-'))
  ports = testPorts(database.url, { config: { dataFolder: folder, demo: true } })
})
afterEach(async () => {
  await ports.close()
  await database.close()
  rmSync(folder, { recursive: true })
})

test('the first start makes a shop whose owner can sign in, and later starts remember the login', async () => {
  const login = await seedDemo(ports)
  expect(login).toMatchObject({ email: 'ada@madder-and-rye.example' })
  expect(login?.password.length).toBeGreaterThanOrEqual(15)
  expect(await seedDemo(ports)).toEqual(login)
  expect(statSync(join(folder, 'demo-login.json')).mode & 0o777).toBe(0o600)

  const server = await buildServer(ports)
  const offered = await server.inject({ url: '/dashboard/api/demo', headers: { host: 'localhost:4180' } })
  expect(offered.json()).toEqual(login)
  const entered = await browser(server)('POST', 'session', login)
  expect(entered).toMatchObject({
    status: 200,
    body: { account: { name: 'Madder & Rye', state: 'verified' }, role: 'owner', may: verbs },
  })
  const inside = browser(server, entered.cookies.map(line => line.split(';')[0]).join('; '))
  expect((await inside('GET', 'stores')).body.items).toMatchObject([
    {
      name: 'Amsterdam',
      country: 'NL',
      hasStaffPin: true,
      staff: [{ name: 'Grace' }, { name: 'Alan' }, { name: 'Emmy' }],
    },
  ])
  const [form] = (await inside('GET', 'forms')).body.items
  expect(form.definition).toMatchObject({
    languages: ['en', 'nl', 'de', 'fr'],
    offer: { code: 'RYE-7K4M', barcode: 'code128' },
  })
  expect(form.account.branding).toMatchObject({ colour: '#1a4037', tagline: 'Bread and wine' })
  expect((await inside('GET', 'connections')).body.items).toMatchObject([{ name: 'Practice CRM', state: 'connected' }])

  // Address and key of the shop's own practice CRM, for who sits at this machine.
  const access = await inside('GET', 'practice-crm')
  expect(access).toMatchObject({ status: 200, body: { token: expect.stringMatching(/^practice_/) } })
  expect((await inside('GET', 'practice-crm', undefined, { 'x-forwarded-for': '192.168.1.20' })).status).toBe(404)
  await server.close()
})

test('the practice CRM is called at this machine, also when tablets use another address, and found again on another port', async () => {
  ports.publicUrl = 'https://192.0.2.5:4180'
  ports.ownOrigins.push('http://localhost:4180')
  await seedDemo(ports)
  const addresses = () =>
    onDatabase(database.adminUrl, async client => {
      const { rows } = await client.query<{ url: string; state: string }>(
        `select settings->>'url' as url, state from app.connections`,
      )
      return rows
    })
  expect(await addresses()).toEqual([{ url: 'http://localhost:4180/practice-crm/api', state: 'connected' }])
  await onDatabase(database.adminUrl, client => client.query(`update app.connections set state = 'disconnected'`))
  ports.ownOrigins.splice(0, 1, 'http://localhost:4999')
  await seedDemo(ports)
  expect(await addresses()).toEqual([{ url: 'http://localhost:4999/practice-crm/api', state: 'connected' }])
})

test('the login is offered at this machine, by this machine’s name, and nowhere else', async () => {
  await seedDemo(ports)
  const server = await buildServer(ports)
  const status = async (options: object) => (await server.inject({ url: '/dashboard/api/demo', ...options })).statusCode
  expect(await status({ headers: { host: '127.0.0.1:4180' } })).toBe(200)
  expect(await status({ headers: { host: 'rebound.example:4180' } })).toBe(404)
  expect(await status({ headers: { host: 'localhost:4180' }, remoteAddress: '192.168.1.20' })).toBe(404)
  expect(await status({ headers: { host: 'localhost:4180', 'x-forwarded-for': '192.168.1.20' } })).toBe(404)
  await server.close()
})

test('where somebody has registered already, no demo shop appears', async () => {
  await openShop(ports)
  expect(await seedDemo(ports)).toBeNull()
})

test('with a database of one’s own there is no demo', async () => {
  const own = testPorts(database.url, { config: { dataFolder: folder, demo: false } })
  await expect(seedDemo(own)).rejects.toMatchObject({ code: 'forbidden' })
  const server = await buildServer(own)
  expect((await server.inject({ url: '/dashboard/api/demo', headers: { host: 'localhost:4180' } })).statusCode).toBe(
    404,
  )
  await server.close()
  await own.close()
})
