import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../test/support/port.ts'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { checkOwnDatabase } from '../platform/own-database.ts'
import { type Embedded, startEmbedded } from '../platform/postgres/index.ts'
import { explainTrouble } from './start-trouble.ts'

/** A PostgreSQL with passwords, as one's own would be. */
const folder = mkdtempSync(join(tmpdir(), 'customerinfo-trouble-'))
let server: Embedded

beforeAll(async () => {
  chmodSync(folder, 0o755)
  const log = openLog({ logLevel: 'silent' })
  server = await startEmbedded({ dataFolder: folder, log, clock: systemClock, durable: false })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

it('takes a database where the login has the rights', async () => {
  expect(await checkOwnDatabase(server.url)).toEqual({ version: 18, isDurable: false })
  // The roles are there now, so that a login without the right to make them does as well.
  await migrate(server.url)
  await asAdmin(`create role guest login password 'guest'; grant ci_app, ci_system, ci_intake to guest;
    grant create on database customerinfo to guest`)
  expect(await checkOwnDatabase(changed({ username: 'guest', password: 'guest' }))).toMatchObject({ version: 18 })
})

it('explains a wrong password', async () => {
  expect(await trouble(changed({ password: 'wrong' }))).toBe(
    'DATABASE_URL does not work: the password of "customerinfo" is wrong.',
  )
})

it('explains a database that is not there, and says how to make it', async () => {
  const url = changed({ pathname: '/other' })
  expect(await trouble(url)).toBe('DATABASE_URL does not work: there is no database "other".')
  expect(await advice(url)).toBe('Make it: create database "other" owner "customerinfo";')
})

it('explains that nobody listens there', async () => {
  const port = String(await freePort())
  expect(await trouble(changed({ port }))).toContain(`nothing listens at 127.0.0.1:${port}`)
})

it('explains a host that is not known', async () => {
  expect(await trouble('postgres://a:b@nowhere.invalid/c')).toMatch(
    /nowhere\.invalid (is not known|cannot be looked up)/,
  )
})

it('explains something that is no PostgreSQL, and something that is no address', async () => {
  const other = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  expect(await trouble(changed({ port: String(port) }))).toMatch(/^DATABASE_URL does not work: /)
  other.close()
  expect(await trouble('mysql on the third shelf')).toBe('DATABASE_URL is not an address of PostgreSQL.')
})

it('explains a login that lacks rights, and says which', async () => {
  await asAdmin(`create role poor login password 'poor'`)
  const url = changed({ username: 'poor', password: 'poor' })
  expect(await trouble(url)).toBe('The login "poor" of DATABASE_URL lacks rights on "customerinfo".')
  expect(await advice(url)).toContain(
    'alter role "poor" createrole; grant create on database "customerinfo" to "poor";',
  )
  // The same from a migration that ran into it.
  const failed = new Error('Migration 0001 failed', { cause: await migrate(url).catch(error => error) })
  expect(explainTrouble(failed, settings(url)).message).toBe('DATABASE_URL does not work: "poor" lacks rights.')
})

it('explains a PostgreSQL that is too old', async () => {
  await asAdmin(`create role old login createrole password 'old'; create schema past;
    create function past.current_setting(text) returns text language sql as $$ select '160004' $$;
    grant usage on schema past to old; alter role old set search_path = past, pg_catalog`)
  expect(await trouble(changed({ username: 'old', password: 'old' }))).toBe(
    'DATABASE_URL leads to PostgreSQL 16, and CustomerInfo needs 18.',
  )
})

it('explains a database that a newer release has worked with', async () => {
  await migrate(server.url)
  await asAdmin(`insert into public.migrations (name) values ('9999_future')`)
  const error = await migrate(server.url).catch(problem => problem)
  const explained = explainTrouble(error, settings(server.url))
  expect(explained.message).toBe('The database is at 9999_future, which this release does not know.')
  expect(explained.advice).toContain('newer CustomerInfo')
})

it('explains each setting that is wrong', () => {
  const error = attempt(() => readConfig({ CUSTOMERINFO_PORT: '99999', CUSTOMERINFO_LOG: 'loud' }))
  const { message, advice: help } = explainTrouble(error)
  expect(message).toContain('CUSTOMERINFO_PORT: ')
  expect(message).toContain('CUSTOMERINFO_LOG: ')
  expect(message).not.toContain('\n')
  expect(help).toContain('docs/configuration.md')
})

it('explains a full disk, whoever met it', () => {
  for (const code of ['ENOSPC', '53100']) {
    const explained = explainTrouble(Object.assign(new Error('full'), { code }), settings(undefined))
    expect(explained.message).toBe('The disk of the data folder /data is full.')
  }
})

it('explains a port that was taken between the look and the listening', () => {
  const error = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', syscall: 'listen' })
  expect(explainTrouble(error, { ...settings(undefined), port: 1 }).message).toBe('Port 1 is taken.')
})

it('leaves a reason that it does not know in its own words, on one line', () => {
  expect(explainTrouble(new Error('All is lost\n  at somewhere'), settings(undefined)).message).toBe('All is lost.')
  const onTop = new SuppressedError(new Error('closing failed too'), new Error('the reason'))
  expect(explainTrouble(onTop).message).toBe('the reason.')
  expect(explainTrouble('odd').message).toBe('odd.')
  expect(explainTrouble(new Error('')).message).toBe('Something unexpected happened.')
})

function settings(databaseUrl: string | undefined) {
  return { port: 4180, host: '127.0.0.1', dataFolder: '/data', databaseUrl }
}

function changed(part: Partial<Record<'username' | 'password' | 'port' | 'pathname', string>>): string {
  return Object.assign(new URL(server.url), part).href
}

async function explain(url: string) {
  const error = await checkOwnDatabase(url).catch(problem => problem)
  return explainTrouble(error, settings(url))
}

async function trouble(url: string): Promise<string> {
  return (await explain(url)).message
}

async function advice(url: string): Promise<string> {
  return (await explain(url)).advice
}

async function asAdmin(statements: string): Promise<void> {
  const client = new pg.Client(server.adminUrl)
  await client.connect()
  await client.query(statements)
  await client.end()
}

function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

it('explains silence and a broken connection, also when they have words and no code', () => {
  const explained = (error: unknown) => explainTrouble(error, settings('postgres://ada@db.example.com/shop')).message
  expect(explained(new Error('timeout expired'))).toContain('db.example.com does not answer')
  expect(explained(new Error('Connection terminated unexpectedly'))).toContain('db.example.com ended the connection')
  expect(explained(Object.assign(new Error('x'), { code: '53300' }))).toContain('all its connections are taken')
})

it('names the database and the host that were meant when the address leaves them out', () => {
  const explained = (url: string, code: string) =>
    explainTrouble(Object.assign(new Error('x'), { code }), settings(url)).message
  expect(explained('postgres://ada@db.example.com', '3D000')).toContain('there is no database "ada"')
  expect(explained('postgres:///shop', 'ECONNREFUSED')).toContain('nothing listens at localhost')
})
