import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { doneMigrations, migrate, readMigrations } from './migrate.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

async function done(): Promise<string[]> {
  const client = new pg.Client(database.url)
  await client.connect()
  try {
    return await doneMigrations(client)
  } finally {
    await client.end()
  }
}

it('has nothing to do on a migrated database', async () => {
  expect(await migrate(database.url)).toEqual([])
  expect(await done()).toEqual(readMigrations().map(migration => migration.name))
})

it('runs what is new, once, also when two start together', async () => {
  const next = [...readMigrations(), { name: '9000_more', sql: 'create table directory.more (id integer)' }]
  const ran = await Promise.all([migrate(database.url, next), migrate(database.url, next)])
  expect(ran.flat()).toEqual(['9000_more'])
})

it('refuses a database that a newer release has migrated', async () => {
  await expect(migrate(database.url)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('9000_more'),
  })
})

it('leaves nothing behind of a migration that fails', async () => {
  const broken = [
    ...readMigrations(),
    { name: '9000_more', sql: '' },
    { name: '9001_broken', sql: 'create table directory.half (id integer); select 1/0' },
  ]
  await expect(migrate(database.url, broken)).rejects.toThrow('9001_broken')
  expect(await done()).not.toContain('9001_broken')
  const client = new pg.Client(database.url)
  await client.connect()
  expect((await client.query("select to_regclass('directory.half') as found")).rows).toEqual([{ found: null }])
  await client.end()
})
