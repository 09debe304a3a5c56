import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, signedIn } from '../../test/builders/office.ts'
import { testPorts } from '../../test/builders/ports.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import type { Ports } from '../platform/ports.ts'
import { buildServer } from './server.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url)
  await openShop(ports)
  server = await buildServer(ports)
})
afterAll(async () => {
  await server.close()
  await ports.close()
  await database.close()
})

test('what the database cannot hold is the sender’s to put right, wherever it stands', async () => {
  const ask = await signedIn(server)
  const settings = { url: 'https://example.com', secret: `whsec_${'A'.repeat(32)}` }
  const webhook = { connector: 'webhook', name: 'Till', settings }
  const answers = [
    await ask('GET', 'signups?search=%00'),
    await ask('POST', 'connections', { ...webhook, name: 'a\u0000b' }),
    await ask('POST', 'connections', { ...webhook, settings: { ...settings, url: 'https://example.com/\u0000' } }),
  ]
  expect(answers.map(answer => answer.status)).toEqual([422, 422, 422])
  const { body } = await ask('POST', 'connections', webhook)
  expect(await ask('PATCH', `connections/${body.id}`, { mapping: { email: 'e\u0000' } })).toMatchObject({
    status: 422,
    body: { code: 'invalid', detail: 'This holds characters that cannot be stored' },
  })
})
