import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { randomToken } from '../platform/ids.ts'
import { openLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { openPorts } from '../platform/ports.ts'
import { startEmbedded } from '../platform/postgres/index.ts'
import { readFlags, WrongUsage } from './command.ts'
import type { Job } from './load/generator.ts'
import { measure, type Place } from './load/measure.ts'
import { firstWord, startScript } from './load/processes.ts'
import { type Measured, reportOf, type Wanted } from './load/report.ts'
import { openShop, pairTablets, type Shop } from './load/shop.ts'
import { openYardstick, type Yardstick } from './load/yardstick.ts'

const usage = `
customerinfo load [flags]

Floods the intake with sign-ups that nobody ever sent, and counts afterwards. Starts a durable PostgreSQL and a web
process of its own in a folder that it removes, and measures on the same server what the machine does without us (A1:
one transaction of two inserts per sign-up), before and after.

  --mode <mode>          api: one sign-up per request, by API key (the default)
                         batch: many per request, by API key
                         device: sealed, from tablets that prove each request
  --size <number>        sign-ups per request of batch (100) and device (1)
  --rate <number>        arrivals per second, answered or not; 0 (the default): as much as goes through
  --connections <number> 64
  --seconds <number>     10
  --processes <number>   web processes: 1
  --unopened             device: seal to a key that the account does not have, so that nothing is opened
`

const options = {
  mode: { type: 'string', default: 'api' },
  size: { type: 'string' },
  rate: { type: 'string', default: '0' },
  connections: { type: 'string', default: '64' },
  seconds: { type: 'string', default: '10' },
  processes: { type: 'string', default: '1' },
  unopened: { type: 'boolean', default: false },
} as const

/** Fails when what was acknowledged is not what is stored. */
export async function run(args: string[]): Promise<number> {
  // `load intake` is the long name: there will be other things to load.
  const flags = readFlags(args[0] === 'intake' ? args.slice(1) : args, options, usage)
  if (!flags) return 0
  const wanted = {
    ...{ mode: flags.mode ?? 'api', unopened: flags.unopened ?? false },
    ...{ rate: readCount('rate', flags.rate), connections: readCount('connections', flags.connections) },
    ...{ seconds: readCount('seconds', flags.seconds), processes: readCount('processes', flags.processes) },
    size: readCount('size', flags.size ?? (flags.mode === 'batch' ? '100' : '1')),
  }
  if (!['api', 'batch', 'device'].includes(wanted.mode)) throw new WrongUsage(`There is no mode "${wanted.mode}"`)
  return load(wanted)
}

function readCount(name: string, text = ''): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 0) throw new WrongUsage(`--${name} wants a whole number`)
  return count
}

async function load(wanted: Wanted): Promise<number> {
  await using stack = new AsyncDisposableStack()
  const clock = systemClock
  const log = openLog({ logLevel: 'warn' })
  const folder = await mkdtemp(join(tmpdir(), 'customerinfo-load-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const database = await startEmbedded({ dataFolder: folder, log, clock })
  stack.defer(() => database.stop())
  await migrate(database.url)
  const masterKey = Buffer.from(randomToken(32), 'base64url')
  const config = readConfig({ CUSTOMERINFO_LOG: 'error', DATABASE_URL: database.url })
  const ports = openPorts(config, { databaseUrl: database.url, masterKey, clock, log })
  stack.defer(() => ports.close())

  const webs: ChildProcess[] = []
  stack.defer(() => {
    for (const web of webs) web.disconnect()
  })
  const webPorts: number[] = []
  for (let nth = 0; nth < wanted.processes; nth++) {
    const web = startScript('web.ts', { databaseUrl: database.url, masterKey: masterKey.toString('base64') })
    webs.push(web)
    webPorts.push((await firstWord<{ port: number }>(web)).port)
  }
  const shop = await openShop(ports)
  const place = { adminUrl: database.adminUrl, postmaster: database.pid(), webs }
  const yardstick = await openYardstick(database.adminUrl, clock)
  stack.defer(() => yardstick.end())
  const job = await jobOf(wanted, shop, webPorts)
  const { text, isWhole } = reportOf(wanted, await runAll(place, job, yardstick), yardstick.tool)
  process.stdout.write(text)
  return isWhole ? 0 : 1
}

async function jobOf(wanted: Wanted, shop: Shop, ports: number[]): Promise<Job> {
  const { rate, connections, seconds, size } = wanted
  const frame = { ports, rate, connections, seconds, form: shop.form }
  if (wanted.mode === 'api') return { ...frame, by: { mode: 'api', key: shop.apiKey } }
  if (wanted.mode === 'batch') return { ...frame, by: { mode: 'batch', key: shop.apiKey, size } }
  const tablets = await pairTablets(shop, ports[0] ?? 0, connections)
  const openingKey = wanted.unopened ? { ...shop.openingKey, id: shop.form.formVersion } : shop.openingKey
  return { ...frame, by: { mode: 'device', size, tablets, openingKey } }
}

/** The yardstick before and after: a machine that is busy with something else is so for both. */
async function runAll(place: Place, job: Job, yardstick: Yardstick): Promise<Measured> {
  // Code is compiled, caches and pages are filled: the first seconds measure something else.
  if (job.by.mode !== 'device') await measure(place, { ...job, seconds: Math.min(3, job.seconds) })
  const before = await yardstick.measure(Math.min(5, job.seconds))
  const outcome = await measure(place, job)
  return { outcome, yardsticks: [before, await yardstick.measure(Math.min(5, job.seconds))] }
}
