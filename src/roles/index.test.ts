import { afterEach, beforeEach, expect, test } from 'vitest'
import { testPorts } from '../../test/builders/ports.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import type { Ports } from '../platform/ports.ts'
import { startRoles } from './index.ts'

let database: TestDatabase
let ports: Ports
beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(async () => {
  await ports.close()
  await database.close()
})

test.each([
  [['web'], true],
  [['worker'], false],
  [['scheduler'], false],
] as const)('a process that is only %j listens: %s', async (roles, listens) => {
  ports = testPorts(database.url, { config: { roles: [...roles], port: 0, logLevel: 'silent' } })
  const running = await startRoles(ports)
  expect(running.port !== undefined).toBe(listens)
  if (listens) expect((await fetch(`http://localhost:${running.port}/healthz`)).status).toBe(200)
  await running.drain()
  if (listens) await expect(fetch(`http://localhost:${running.port}/healthz`)).rejects.toThrow()
})
