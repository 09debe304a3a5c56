import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/platform/clock.ts'
import { openLog } from '../../src/platform/log.ts'
import { startEmbedded } from '../../src/platform/postgres/index.ts'

const prefix = 'customerinfo-test-'

export type TestPostgres = {
  /** The application's login, which may make databases. */
  url: string
  /** The superuser. */
  adminUrl: string
  stop(): Promise<void>
}

/**
 * One PostgreSQL for a whole test run: in memory where there is a tmpfs, and careless about crashes, which is what makes
 * a clone of the template cheap. What a crash does to the database is tested elsewhere, on a durable server.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const shelf = memoryFolder()
  await clearAwayLeftovers(shelf)
  const dataFolder = await mkdtemp(join(shelf, `${prefix}${process.pid}-`))
  // PostgreSQL may have to run as somebody else, who must get through here.
  await chmod(dataFolder, 0o711)
  const server = await startEmbedded({
    dataFolder,
    durable: false,
    log: openLog({ logLevel: 'error' }),
    clock: systemClock,
    settings: { max_connections: '400', max_wal_size: '8GB', shared_buffers: '128MB' },
  })
  return {
    url: server.url,
    adminUrl: server.adminUrl,
    async stop() {
      await server.stop()
      await rm(dataFolder, { recursive: true, force: true })
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
    if (signal(Number(name.slice(prefix.length).split('-')[0]), 0)) continue
    const lock = join(shelf, name, 'postgres', 'postmaster.pid')
    if (existsSync(lock)) signal(Number(readFileSync(lock, 'utf8').split('\n')[0]), 'SIGQUIT')
    await rm(join(shelf, name), { recursive: true, force: true, maxRetries: 20 }).catch(() => {})
  }
}

/** Whether there was a process to take it. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
