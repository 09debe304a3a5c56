import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest'
import { freePort } from '../../test/support/port.ts'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { masterKeyFile, readMasterKey } from '../platform/crypto/master-key.ts'
import { lockDataFolder } from '../platform/instance-lock.ts'
import { openLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { startEmbedded } from '../platform/postgres/index.ts'
import { run } from './doctor.ts'
import { findings } from './findings.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'customerinfo-doctor-'))
  chmodSync(folder, 0o755)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('finds nothing wrong before the first start, and changes nothing', async () => {
  const data = join(folder, 'not yet')
  const found = await look({ CUSTOMERINFO_DATA: data })
  expect(found['Data folder']).toMatchObject({ well: true, says: `${data} will be made at the first start` })
  expect(found['Master key']).toMatchObject({ well: true, says: 'will be made at the first start' })
  expect(found.PostgreSQL).toMatchObject({ well: true, says: 'embedded, made at the first start' })
  expect(found.Mail).toMatchObject({ well: true })
  expect(found.Node).toMatchObject({ well: true, says: process.versions.node })
  expect(existsSync(data)).toBe(false)
})

it('looks at a running instance through its own door', async () => {
  const lock = lockDataFolder(folder, systemClock)
  const log = openLog({ logLevel: 'silent' })
  const server = await startEmbedded({ dataFolder: folder, log, clock: systemClock, durable: false, lock })
  const port = String(await freePort())
  lock.tell({ url: `http://localhost:${port}` })
  const settings = { CUSTOMERINFO_DATA: folder, CUSTOMERINFO_PORT: port }
  expect((await look(settings)).PostgreSQL?.says).toMatch(/^embedded 18, running, .* migrations to run/)
  await migrate(server.url)
  const found = await look(settings)
  expect(found.PostgreSQL?.says).toMatch(/^embedded 18, running, answers in \d+ ms, schema 0/)
  expect(found['Data folder']?.says).toContain(`in use by process ${process.pid} at http://localhost:${port}`)
  expect(found.Port?.says).toBe(`${port}, ours`)

  const client = new pg.Client(server.adminUrl)
  await client.connect()
  await client.query(`insert into public.migrations (name) values ('9999_future')`)
  expect((await look(settings)).PostgreSQL).toMatchObject({ well: false, says: expect.stringContaining('9999_future') })
  await client.query(`delete from public.migrations where name = '9999_future'; alter role ci_intake rename to gone`)
  expect((await look(settings)).PostgreSQL).toMatchObject({ well: false, says: 'A role of the database is missing.' })
  await client.end()
  await server.stop()
  lock.release()
  expect((await look(settings)).PostgreSQL?.says).toBe('embedded 18, stopped')
})

it('sees a master key that others can read, or that is damaged', async () => {
  const settings = { CUSTOMERINFO_DATA: folder }
  readMasterKey({ dataFolder: folder, masterKey: undefined, demo: true })
  expect((await look(settings))['Master key']?.says).toContain('keep a copy elsewhere')
  chmodSync(masterKeyFile(folder), 0o644)
  expect((await look(settings))['Master key']).toMatchObject({
    well: false,
    advice: `chmod 600 ${masterKeyFile(folder)}`,
  })
  writeFileSync(masterKeyFile(folder), 'damaged')
  expect((await look(settings))['Master key']).toMatchObject({ well: false, says: expect.stringContaining('32 bytes') })
})

it('looks at a database of one’s own, and at what it needs beside it', async () => {
  const bare = await look({ CUSTOMERINFO_DATA: folder, DATABASE_URL: inject('postgres').url })
  expect(bare.PostgreSQL?.says).toMatch(/^18 of your own, \d+ migrations to run/)
  expect(bare['Master key']).toMatchObject({ well: false })
  expect(bare.Mail).toMatchObject({ well: false })
  const given = await look({
    CUSTOMERINFO_DATA: folder,
    DATABASE_URL: `postgres://ada@127.0.0.1:${await freePort()}/shop`,
    CUSTOMERINFO_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  })
  expect(given.PostgreSQL).toMatchObject({ well: false, says: expect.stringContaining('nothing listens') })
  expect(given['Master key']?.says).toBe('given by CUSTOMERINFO_MASTER_KEY')
})

it('tries the mail server', async () => {
  const server = new SMTPServer({ authOptional: true, logger: false })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const settings = { CUSTOMERINFO_DATA: folder, CUSTOMERINFO_SMTP_URL: `smtp://127.0.0.1:${port}?ignoreTLS=true` }
  expect((await look(settings)).Mail?.says).toBe('the mail server takes our login')
  await new Promise<void>(resolve => server.close(() => resolve()))
  expect((await look(settings)).Mail).toMatchObject({ well: false, says: expect.stringContaining('does not take us') })
})

it('sees a port that a stranger holds, and a folder that is a file', async () => {
  const stranger = createServer().listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  const { port } = stranger.address() as AddressInfo
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const found = await look({ CUSTOMERINFO_DATA: file, CUSTOMERINFO_PORT: String(port) })
  stranger.close()
  expect(found.Port).toMatchObject({ well: false, says: expect.stringContaining(`Port ${port} is taken`) })
  expect(found['Data folder']).toMatchObject({ well: false })
  expect((await look({ CUSTOMERINFO_DATA: folder, CUSTOMERINFO_PORT: '0' })).Port?.says).toBe('any free one')
})

it('prints a line for each, and answers 1 when something needs a look', async () => {
  const lines: string[] = []
  const print = vi.spyOn(process.stdout, 'write').mockImplementation(text => lines.push(String(text)) > 0)
  try {
    expect(await run(['--help'])).toBe(0)
    expect(await run(['--data', folder, '--port', 'many'])).toBe(1)
    writeFileSync(join(folder, 'file'), '')
    expect(await run(['--data', join(folder, 'file'), '--port', '0'])).toBe(1)
  } finally {
    print.mockRestore()
  }
  const text = lines.join('')
  expect(text).toContain('✗ Settings     A setting is wrong. CUSTOMERINFO_PORT: ')
  expect(text).toMatch(/✗ Data folder .*\n {15}→ /)
  expect(text).toMatch(/need(s)? a look\.\n$/)
})

async function look(environment: Record<string, string>) {
  const found = await findings(readConfig(environment), systemClock)
  return Object.fromEntries(found.map(finding => [finding.what, finding]))
}
