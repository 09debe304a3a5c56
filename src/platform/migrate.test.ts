import { randomUUID } from 'node:crypto'
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

it('runs as a login that is no superuser and that nothing was prepared for, as services that sell PostgreSQL give it', async () => {
  const nth = randomUUID().slice(0, 8)
  const login = `retailer_${nth}`
  // Roles belong to the whole server, so here they have names of their own.
  const roles = (text: string) => text.replaceAll(/\bci_(app|system|intake)\b/g, `${login}_$1`)
  const admin = new pg.Client(database.adminUrl)
  await admin.connect()
  await admin.query(`create role ${login} login createrole password 'plain'`)
  await admin.query(`create database ${login} owner ${login}`)
  const url = new URL(database.url)
  Object.assign(url, { username: login, password: 'plain', pathname: `/${login}` })
  const migrations = readMigrations().map(({ name, sql }) => ({ name, sql: roles(sql) }))
  try {
    expect(await migrate(url.href, migrations)).toHaveLength(migrations.length)
    const client = new pg.Client({ connectionString: url.href, options: roles('-c role=ci_app') })
    await client.connect()
    expect((await client.query('select from app.signups')).rowCount).toBe(0)
    await client.end()
  } finally {
    await admin.query(`drop database ${login} with (force)`)
    await admin.query(`drop role ${roles('ci_app, ci_system, ci_intake')}`)
    await admin.query(`drop role ${login}`)
    await admin.end()
  }
})

it('makes the tables of jobs also when the last start was killed before it came to them', async () => {
  const own = await freshDatabase()
  const client = new pg.Client(own.adminUrl)
  await client.connect()
  await client.query('drop schema graphile_worker cascade')
  const broken = [...readMigrations(), { name: '9000_broken', sql: 'select 1/0' }]
  await expect(migrate(own.url, broken)).rejects.toThrow('9000_broken')
  expect((await client.query("select to_regnamespace('graphile_worker') is not null as found")).rows).toEqual([
    { found: true },
  ])
  await client.end()
  await own.close()
})
