import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { countRows } from '../../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { systemClock } from '../../platform/clock.ts'
import { openYardstick } from './yardstick.ts'

let database: TestDatabase
let programs: string
beforeAll(async () => {
  database = await freshDatabase()
  programs = mkdtempSync(join(tmpdir(), 'customerinfo-programs-'))
})
afterEach(() => vi.unstubAllEnvs())
afterAll(async () => {
  rmSync(programs, { recursive: true })
  await database.close()
})

/** A machine whose only program is a pgbench that does this; none at all without a text. */
function machine(pgbench?: string): void {
  const file = join(programs, 'pgbench')
  rmSync(file, { force: true })
  if (pgbench !== undefined) writeFileSync(file, `#!/bin/sh\n${pgbench}\n`)
  if (pgbench !== undefined) chmodSync(file, 0o755)
  vi.stubEnv('PATH', programs)
}
const open = () => openYardstick(database.adminUrl, systemClock)

test('without pgbench a loop of our own measures, and leaves nothing behind', async () => {
  machine()
  const yardstick = await open()
  expect(yardstick.tool).toBe('own loop')
  const rate = await yardstick.measure(0.3)
  const count = (table: string) => countRows(database.adminUrl, `select count(*) from yardstick.${table}`)
  const signups = await count('signups')
  expect(signups).toBeGreaterThan(0)
  expect(await count('outbox')).toBe(signups)
  // The last of 16 connections ends a little after the time is over.
  expect(rate).toBeLessThanOrEqual(signups / 0.3)
  expect(rate).toBeGreaterThan(0)
  await yardstick.end()
  const left = `select count(*) from information_schema.schemata where schema_name = 'yardstick'`
  expect(await countRows(database.adminUrl, left)).toBe(0)
})

test('with pgbench it is asked, for the same two inserts', async () => {
  machine(
    'case "$*" in --version) ;; *-T\\ 3*signup.sql*) echo "tps = 1234.5 (without initial connection time)" ;; esac',
  )
  const yardstick = await open()
  expect(yardstick.tool).toBe('pgbench')
  expect(await yardstick.measure(3)).toBe(1234.5)
  expect(await yardstick.measure(4)).toBe(0)
  await yardstick.end()
})

test('a pgbench that does not run is said, not passed over', async () => {
  machine('exit 3')
  await expect(open()).rejects.toThrow('pgbench --version')
})
