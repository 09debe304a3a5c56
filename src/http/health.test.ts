import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPorts } from '../../test/builders/ports.ts'
import { onDatabase } from '../../test/builders/retailer.ts'
import { intakeServer } from '../../test/builders/server.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import type { Ports } from '../platform/ports.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
const lines: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { lines })
  server = await intakeServer(ports)
})
afterAll(async () => {
  await server.close()
  await ports.close()
  await database.close()
})

test('alive without anything, ready only with a database at our schema', async () => {
  expect((await server.inject('/healthz')).json()).toEqual({ status: 'alive' })
  await onDatabase(database.adminUrl, client =>
    client.query(`update public.migrations set name = 'x' || name where name like '0006%'`),
  )
  expect((await server.inject('/readyz')).statusCode).toBe(503)
  await onDatabase(database.adminUrl, client =>
    client.query(`update public.migrations set name = substr(name, 2) where name like 'x%'`),
  )
  expect((await server.inject('/readyz')).json()).toEqual({ status: 'ready' })
  expect((await server.inject('/readyz')).json()).toEqual({ status: 'ready' })
})

test('not ready without a database', async () => {
  const lost = testPorts('postgres://postgres@127.0.0.1:1/nowhere')
  const alone = await intakeServer(lost)
  const answer = await alone.inject('/readyz')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ code: 'unavailable', detail: 'The database does not answer' })
  expect((await alone.inject('/healthz')).statusCode).toBe(200)
  const lookup = await alone.inject({
    url: '/api/v1/signups',
    headers: { authorization: `Bearer ci_live_${'A'.repeat(43)}` },
  })
  expect(lookup.statusCode).toBe(503)
  await alone.close()
  await lost.close()
})

test('the counters are for this machine, or for who has the token', async () => {
  const local = await server.inject('/metrics')
  expect(local.body).toContain('customerinfo_intake_waiting')
  expect((await server.inject({ url: '/metrics', remoteAddress: '192.0.2.1' })).statusCode).toBe(404)
  expect((await server.inject({ url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } })).statusCode).toBe(404)
  const guarded = testPorts(database.url, { config: { metricsToken: 'a long token' } })
  const other = await intakeServer(guarded)
  expect((await other.inject('/metrics')).statusCode).toBe(404)
  expect((await other.inject({ url: '/metrics', headers: { authorization: 'Bearer a long token' } })).statusCode).toBe(
    200,
  )
  await other.close()
  await guarded.close()
})

test('what is not there, and what broke, are problems too; the log names the error and no value', async () => {
  const missing = await server.inject('/api/v1/nowhere')
  expect(missing.statusCode).toBe(404)
  expect(missing.headers['content-type']).toMatch(/^application\/problem\+json/)
})
