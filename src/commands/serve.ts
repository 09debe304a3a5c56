import { lanServer } from '../http/lan-server.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { readMasterKey } from '../platform/crypto/master-key.ts'
import type { DemoLogin } from '../platform/demo-login.ts'
import { readSettings } from '../platform/environment.ts'
import { checkPort } from '../platform/listening.ts'
import type { Log } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { openPorts, type Ports } from '../platform/ports.ts'
import { type Lan, openLan } from '../platform/tls/index.ts'
import { startRoles } from '../roles/index.ts'
import { readFlags } from './command.ts'
import { openCommandLog } from './command-log.ts'
import { holdDataFolder, openDatabase } from './database.ts'
import { seedDemo } from './demo.ts'
import { type StopSignals, watchSignals } from './signals.ts'
import { explainTrouble } from './start-trouble.ts'
import { type Places, whereToGo } from './where-to-go.ts'

const usage = `
customerinfo serve [flags]        (npm start -- [flags])

  --port <number>     port to listen on; 0 takes a free one            CUSTOMERINFO_PORT
  --host <address>    address to listen on                             CUSTOMERINFO_HOST
  --lan               serve tablets in the same network over HTTPS     CUSTOMERINFO_LAN
  --data <folder>     folder of database, keys and certificates        CUSTOMERINFO_DATA
  --roles <names>     of web,worker,scheduler: which run here          CUSTOMERINFO_ROLES
  --verbose           show on the terminal what is logged

With DATABASE_URL it works on a PostgreSQL 18 of your own. docs/configuration.md lists every setting.
`

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  lan: { type: 'boolean' },
  data: { type: 'string' },
  roles: { type: 'string' },
  verbose: { type: 'boolean' },
} as const

/** What is in flight gets this long to finish. */
const drainPatience = 20_000
/** And then the connections of the database this long to close. */
const closePatience = 3_000

export async function run(args: string[]): Promise<number> {
  const flags = readFlags(args, options, usage)
  if (!flags) return 0
  const config = readSettings({
    CUSTOMERINFO_PORT: flags.port,
    CUSTOMERINFO_HOST: flags.host,
    CUSTOMERINFO_LAN: flags.lan ? 'true' : undefined,
    CUSTOMERINFO_DATA: flags.data,
    CUSTOMERINFO_ROLES: flags.roles,
  })
  // To the very end of the process: a signal that comes late must not turn an orderly end into a kill.
  const signals = watchSignals(systemClock)
  try {
    return await serve(config, openCommandLog(config, { verbose: flags.verbose ?? false }), systemClock, signals)
  } catch (error) {
    if (flags.verbose) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    throw explainTrouble(error, config)
  }
}

/** Everything in the order in which it needs each other; it is given back in the opposite one, also when a step fails. */
async function serve(wanted: Config, log: Log, clock: Clock, signals: StopSignals): Promise<number> {
  await using stack = new AsyncDisposableStack()
  const lock = holdDataFolder(wanted, clock)
  stack.defer(() => lock?.release())
  const lan = wanted.lan ? await openLan(wanted.dataFolder, clock) : undefined
  const config = lan ? forLan(wanted, lan) : wanted
  if (config.roles.includes('web')) await checkPort(config.port, config.host)

  const database = await openDatabase(config, { clock, log, ...(lock && { lock }) })
  stack.defer(() => database.stop())
  await migrate(database.url)
  const ports = openPorts(config, { databaseUrl: database.url, masterKey: readMasterKey(config), clock, log })
  stack.defer(() => closePorts(ports, clock))
  const roles = await startRoles(ports, lan ? { serverFactory: lanServer(lan) } : {})
  stack.defer(() => drain(roles, { clock, log, signals }))
  if (lan && config.publicUrl === undefined) ports.publicUrl = `https://${lan.host}:${roles.port}`

  const login = config.demo ? await seedDemo(ports) : null
  if (roles.port !== undefined) lock?.tell({ url: `http://localhost:${roles.port}` })
  log.info({ url: ports.publicUrl, roles: config.roles }, 'Ready')
  if (config.demo || process.stdout.isTTY) process.stdout.write(whereToGo(placesOf(ports, roles.port, { login, lan })))

  const died = Promise.withResolvers<never>()
  database.onExit(died.reject)
  const signal = await Promise.race([signals.asked, died.promise])
  log.info({ signal }, 'Stopping')
  return 0
}

/** All addresses of this machine, and a public address that tablets can reach. */
function forLan(config: Config, lan: Lan): Config {
  const every = lan.names.addresses.some(address => address.includes(':')) ? '::' : '0.0.0.0'
  const host = config.host === '127.0.0.1' ? every : config.host
  const known = config.port === 0 ? undefined : `https://${lan.host}:${config.port}`
  return { ...config, host, publicUrl: config.publicUrl ?? known }
}

type Guests = { login: DemoLogin | null; lan: Lan | undefined }

function placesOf(ports: Ports, port: number | undefined, { login, lan }: Guests): Places {
  return {
    url: lan ? `http://localhost:${port}` : ports.publicUrl,
    demo: ports.config.demo,
    ...(login && { login }),
    ...(lan && { tablet: { trust: `http://${lan.host}:${port}/trust`, kiosk: `https://${lan.host}:${port}/kiosk` } }),
  }
}

/** New work is refused, what is in flight finishes, leases go back; after the time or a second signal we end regardless. */
async function drain(roles: { drain(): Promise<void> }, given: { clock: Clock; log: Log; signals: StopSignals }) {
  const drained = roles.drain().then(() => true)
  const hurried = given.signals.hurried.then(() => false)
  const isDone = await Promise.race([drained, hurried, passed(drainPatience, given.clock)])
  if (!isDone) given.log.warn('Stopped before everything in flight had finished')
}

/** A connection in the middle of a statement would be waited for; stopping PostgreSQL, or our end, ends it. */
async function closePorts(ports: Ports, clock: Clock): Promise<void> {
  await Promise.race([ports.close(), passed(closePatience, clock)])
}

async function passed(milliseconds: number, clock: Clock): Promise<false> {
  await clock.sleep(milliseconds)
  return false
}
