import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, expect, it } from 'vitest'
import { until } from '../../../test/support/until.ts'
import { systemClock } from '../clock.ts'
import { openLog } from '../log.ts'
import { Trouble } from '../trouble.ts'
import { readAccess } from './cluster.ts'
import { type Embedded, type EmbeddedOptions, embeddedUrl, startEmbedded } from './index.ts'
import { serves } from './leftover.ts'
import { canReach, databaseOwner } from './owner.ts'
import { sharedBuffers } from './settings.ts'

const isRoot = process.getuid?.() === 0
const lines: string[] = []
const log = openLog({ logLevel: 'info' }, { write: line => void lines.push(line) })
const undo: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
  lines.length = 0
})

it('makes a durable cluster on the first start and keeps what is in it', async () => {
  const folder = newFolder()
  const first = await start(folder, { durable: true })
  expect(await ask(first.url, 'show fsync')).toBe('on')
  expect(await ask(first.url, 'show synchronous_commit')).toBe('on')
  expect(await ask(first.url, 'show data_checksums')).toBe('on')
  expect(await ask(first.url, 'show server_version_num')).toMatch(/^18/)
  expect(await ask(first.url, 'select rolsuper from pg_roles where rolname = current_user')).toBe(false)
  expect(await ask(first.adminUrl, 'select rolsuper from pg_roles where rolname = current_user')).toBe(true)
  await ask(first.url, 'create table kept as select 7 as value')
  await first.stop()

  const second = await start(folder, { durable: true })
  expect(second.url).toBe(first.url)
  expect(await ask(second.url, 'select value from kept')).toBe(7)
})

it('lets nobody in without the password', async () => {
  const server = await start(newFolder())
  const guess = server.url.replace(/:[^:@/]+@/, ':guess@')
  await expect(ask(guess, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

it('writes nothing that a shopper typed to its log', async () => {
  const server = await start(newFolder())
  await ask(server.url, 'create table people (email text unique)')
  await ask(server.url, `insert into people values ('ada@example.com')`)
  await expect(ask(server.url, `insert into people values ('ada@example.com')`)).rejects.toMatchObject({
    code: '23505',
  })
  await server.stop()
  expect(lines.join('')).not.toContain('ada@example.com')
})

it('starts again at the same address when PostgreSQL is killed', async () => {
  const server = await start(newFolder(), { durable: true })
  await ask(server.url, 'create table kept as select 7 as value')
  const before = server.pid()
  process.kill(before, 'SIGKILL')
  await until(() => server.pid() !== before, { what: 'another server process' })
  expect(await until(() => ask(server.url, 'select value from kept'))).toBe(7)
})

it('says so when PostgreSQL cannot be started again', async () => {
  const hasty = { ...systemClock, sleep: (ms: number) => systemClock.sleep(ms / 100) }
  const server = await start(newFolder(), { clock: hasty })
  const gaveUp = Promise.withResolvers<unknown>()
  server.onExit(gaveUp.resolve)
  rmSync(join(server.folder, 'postgresql.conf'))
  process.kill(server.pid(), 'SIGKILL')
  expect(String(await gaveUp.promise)).toContain('postgresql.conf')
  const late = Promise.withResolvers<unknown>()
  server.onExit(late.resolve)
  expect(await late.promise).toBe(await gaveUp.promise)
})

it('stops the PostgreSQL that a killed process left behind, and starts its own', async () => {
  const folder = newFolder()
  const { child, facts } = await startInChild(folder)
  await ask(facts.url, 'create table kept as select 7 as value')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(alive(facts.pid)).toBe(true)
  expect(serves(facts.pid, join(folder, 'postgres'))).toBe(true)
  // Without /proc, by the command line; "ps" may be missing.
  expect(serves(facts.pid, join(folder, 'postgres'), false)).toBe(existsSync('/bin/ps'))
  expect(serves(process.pid, join(folder, 'postgres'), false)).toBe(false)

  const server = await start(folder, { durable: true })
  expect(alive(facts.pid)).toBe(false)
  expect(await ask(server.url, 'select value from kept')).toBe(7)
})

it('recovers after both were killed', async () => {
  const folder = newFolder()
  const { child, facts } = await startInChild(folder)
  await ask(facts.url, 'create table kept as select 7 as value')
  child.kill('SIGKILL')
  process.kill(facts.pid, 'SIGKILL')
  await once(child, 'exit')

  const server = await start(folder, { durable: true })
  expect(await ask(server.url, 'select value from kept')).toBe(7)
})

it('leaves a living instance alone and says who holds the folder', async () => {
  const folder = newFolder()
  const { child, facts } = await startInChild(folder)
  const refusal = await startEmbedded({ dataFolder: folder, log, clock: systemClock }).catch(error => error)
  expect(refusal).toBeInstanceOf(Trouble)
  expect(refusal.message).toContain(`process ${child.pid}`)
  expect(await ask(facts.url, 'select 1')).toBe(1)
})

it('does not take a stranger with the number of an old server for a server', async () => {
  const folder = newFolder()
  await (await start(folder)).stop()
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n${join(folder, 'postgres')}\n`)
  const server = await start(folder)
  expect(await ask(server.url, 'select 1')).toBe(1)
})

it('begins afresh when the first start was cut short', async () => {
  const folder = newFolder()
  mkdirSync(join(folder, 'postgres.new'))
  writeFileSync(join(folder, 'postgres.new', 'half'), '')
  const server = await start(folder)
  expect(await ask(server.url, 'select 1')).toBe(1)
  expect(existsSync(join(folder, 'postgres.new'))).toBe(false)
})

it('makes new passwords when the file that held them is lost', async () => {
  const folder = newFolder()
  const first = await start(folder)
  await first.stop()
  rmSync(join(folder, 'postgres.json'))
  const second = await start(folder)
  expect(second.url).not.toBe(first.url)
  expect(await ask(second.url, 'select 1')).toBe(1)
  expect(embeddedUrl(folder)).toBe(second.url)
})

it('moves to another port when somebody has taken its own', async () => {
  const folder = newFolder()
  await (await start(folder)).stop()
  const port = readAccess(folder)?.port
  const squatter = createServer().listen(port, '127.0.0.1')
  await once(squatter, 'listening')
  undo.push(() => void squatter.close())
  const server = await start(folder)
  expect(new URL(server.url).port).not.toBe(String(port))
  expect(await ask(server.url, 'select 1')).toBe(1)
})

it('tries one other port when PostgreSQL cannot have its own, and then says why', async () => {
  const folder = newFolder()
  await (await start(folder)).stop()
  const port = readAccess(folder)?.port
  const nowhere = { settings: { listen_addresses: '203.0.113.9' } }
  await expect(start(folder, nowhere)).rejects.toThrow('could not create any TCP/IP sockets')
  expect(readAccess(folder)?.port).not.toBe(port)
})

it('refuses a folder whose cluster another major version made', async () => {
  const folder = newFolder()
  await (await start(folder)).stop()
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '16\n')
  const refusal = await startEmbedded({ dataFolder: folder, log, clock: systemClock }).catch(error => error)
  expect(refusal.message).toContain('another major version')
  // The folder is given back, so that the release which made it can have it.
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '18\n')
  await start(folder)
})

it.runIf(isRoot)('works in a folder that only root may enter', async () => {
  const closed = mkdtempSync(join(tmpdir(), 'customerinfo-closed-'))
  const shared = newFolder()
  undo.push(() => rmSync(closed, { recursive: true }))
  const folder = join(closed, 'data')
  const first = await start(folder, { shared })
  expect(first.folder.startsWith(shared)).toBe(true)
  await ask(first.url, 'create table kept as select 7 as value')
  await first.stop()

  const second = await start(folder, { shared })
  expect(await ask(second.url, 'select value from kept')).toBe(7)
  await second.stop()

  rmSync(second.folder, { recursive: true })
  const refusal = await startEmbedded({ dataFolder: folder, log, clock: systemClock, shared }).catch(error => error)
  expect(refusal.message).toContain('is gone')
})

it.runIf(isRoot)(
  'opens a closed data folder for PostgreSQL to pass through, and says when another one above it is closed',
  async () => {
    const above = newFolder()
    const folder = join(above, 'data')
    mkdirSync(folder, { mode: 0o700 })
    const server = await start(folder)
    expect(server.folder).toBe(join(folder, 'postgres'))
    expect(statSync(folder).mode & 0o777).toBe(0o711)
    await server.stop()

    chmodSync(above, 0o700)
    const refusal = await startEmbedded({ dataFolder: folder, log, clock: systemClock }).catch(error => error)
    expect(refusal.message).toContain(`may not enter ${folder}`)
  },
)

const nobody = { uid: 65534, gid: 65534 }
it.runIf(isRoot && canReach(import.meta.dirname, nobody))('works for an ordinary user', async () => {
  const folder = newFolder()
  chownSync(folder, nobody.uid, nobody.gid)
  const { facts } = await startInChild(folder, nobody)
  expect(await ask(facts.url, 'select 1')).toBe(1)
  expect(readFileSync(`/proc/${facts.pid}/status`, 'utf8')).toContain(`Uid:\t${nobody.uid}`)
})

it('runs as an ordinary user of the machine when we are root', () => {
  const users = new Map([
    ['postgres', { uid: 101, gid: 104 }],
    ['nobody', nobody],
  ])
  expect(databaseOwner('/not/there', 1000, users)).toBeUndefined()
  expect(databaseOwner('/not/there', 0, users)).toEqual({ uid: 101, gid: 104 })
  expect(databaseOwner('/not/there', 0, new Map([['nobody', nobody]]))).toEqual(nobody)
  expect(databaseOwner('/not/there', 0, new Map())).toEqual(nobody)
  expect(canReach('/anywhere', undefined)).toBe(true)
})

it('takes an eighth of the memory, within reason', () => {
  const gigabyte = 1024 ** 3
  expect([0.25, 2, 64].map(size => sharedBuffers(size * gigabyte))).toEqual([64, 256, 512])
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'customerinfo-data-'))
  chmodSync(folder, 0o755)
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function start(folder: string, more: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
  const server = await startEmbedded({ dataFolder: folder, log, clock: systemClock, durable: false, ...more })
  undo.push(() => server.stop())
  return server
}

type Facts = { url: string; pid: number }

/** A process of its own, so that it can be killed. */
async function startInChild(folder: string, as = {}): Promise<{ child: ChildProcess; facts: Facts }> {
  const script = `
    import { startEmbedded } from './index.ts'
    import { systemClock } from '../clock.ts'
    import { openLog } from '../log.ts'
    const server = await startEmbedded({ dataFolder: ${JSON.stringify(folder)}, log: openLog({ logLevel: 'silent' }), clock: systemClock })
    process.stdout.write(JSON.stringify({ url: server.url, pid: server.pid() }))
    process.on('SIGTERM', async () => { await server.stop(); process.exit() })`
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...as,
  })
  undo.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  const [said] = await once(child.stdout, 'data')
  return { child, facts: JSON.parse(String(said)) as Facts }
}

async function ask(url: string, query: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query({ text: query, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

/** A process that ended and that nobody has collected yet still has its number. */
function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
