import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import pg from 'pg'
import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { masterKeyFile, readMasterKey } from '../platform/crypto/master-key.ts'
import { freeBytes, openDataFolder, readIfThere } from '../platform/data-folder.ts'
import { projectFolder } from '../platform/environment.ts'
import { findHolder, type Holder } from '../platform/instance-lock.ts'
import { checkPort } from '../platform/listening.ts'
import { doneMigrations, readMigrations } from '../platform/migrate.ts'
import { checkOwnDatabase } from '../platform/own-database.ts'
import { embeddedUrl } from '../platform/postgres/index.ts'
import { Trouble } from '../platform/trouble.ts'
import { explainTrouble } from './start-trouble.ts'

/** One line of the doctor's: what was looked at, and what was found. */
export type Finding = { what: string; well: boolean; says: string; advice?: string }

/** Looks at everything in the order in which a start needs it. Changes nothing. */
export async function findings(config: Config, clock: Clock): Promise<Finding[]> {
  const holder = existsSync(config.dataFolder) ? findHolderOrNone(config.dataFolder) : undefined
  const looks: [string, () => Promise<string> | string][] = [
    ['Node', lookAtNode],
    ['Web part', lookAtWeb],
    ['Data folder', () => lookAtFolder(config, holder)],
    ['Master key', () => lookAtMasterKey(config)],
    ['PostgreSQL', () => lookAtDatabase(config, holder, clock)],
    ['Port', () => lookAtPort(config, holder)],
    ['Mail', () => lookAtMail(config)],
  ]
  const found: Finding[] = []
  for (const [what, look] of looks) found.push(await judge(what, look, config))
  return found
}

async function judge(what: string, look: () => Promise<string> | string, config: Config): Promise<Finding> {
  try {
    return { what, well: true, says: await look() }
  } catch (error) {
    const { message, advice } = explainTrouble(error, config)
    return { what, well: false, says: message, advice }
  }
}

function lookAtNode(): string {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 26) return process.versions.node
  throw new Trouble(
    `Node ${process.versions.node} is too old.`,
    'Start with `npm start` or bin/customerinfo: they use Node 26.',
  )
}

function lookAtWeb(): string {
  const web = join(projectFolder, 'web')
  const apps = readdirSync(web).filter(name => existsSync(join(web, name, 'vite.config.ts')))
  const missing = apps.filter(name => !existsSync(join(web, 'dist', name)))
  if (missing.length === 0) return `built: ${apps.join(', ')}`
  throw new Trouble(`Not built: ${missing.join(', ')}.`, '`npm start` builds it, or run bin/build-web.')
}

function lookAtFolder(config: Config, holder: Holder | undefined): string {
  const folder = config.dataFolder
  if (!existsSync(folder)) return `${folder} will be made at the first start`
  openDataFolder(folder)
  const free = `${Math.floor(freeBytes(folder) / 1024 ** 3)} GB free`
  const use = holder ? `in use by process ${holder.pid}${holder.url ? ` at ${holder.url}` : ''}` : 'not in use'
  return `${folder}: ${free}, ${use}`
}

function lookAtMasterKey(config: Config): string {
  const file = masterKeyFile(config.dataFolder)
  if (config.masterKey === undefined && config.demo) {
    if (!existsSync(file)) return 'will be made at the first start'
    accessSync(file, constants.R_OK)
    readMasterKey(config)
    if ((statSync(file).mode & 0o077) === 0 || process.platform === 'win32') return `${file}: keep a copy elsewhere`
    throw new Trouble(`Others on this machine can read ${file}.`, `chmod 600 ${file}`)
  }
  readMasterKey(config)
  return 'given by CUSTOMERINFO_MASTER_KEY'
}

async function lookAtDatabase(config: Config, holder: Holder | undefined, clock: Clock): Promise<string> {
  if (config.databaseUrl !== undefined) {
    const { version, isDurable } = await checkOwnDatabase(config.databaseUrl)
    const doubt = isDurable ? '' : ', loses what it committed in a power cut (fsync or synchronous_commit is off)'
    return `${version} of your own, ${await lookAtSchema(config.databaseUrl)}${doubt}`
  }
  const version = readIfThere(join(config.dataFolder, 'postgres', 'PG_VERSION'))?.trim()
  if (version === undefined) return 'embedded, made at the first start'
  const url = embeddedUrl(config.dataFolder)
  if (!holder || url === undefined) return `embedded ${version}, stopped`
  const begun = clock.monotonic()
  const schema = await lookAtSchema(url)
  return `embedded ${version}, running, answers in ${Math.round(clock.monotonic() - begun)} ms, ${schema}`
}

async function lookAtSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // the query's own answer says it too
  await client.connect()
  try {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('public.migrations') is not null as there`,
    )
    const done = rows[0]?.there ? await doneMigrations(client) : []
    const known = readMigrations().map(migration => migration.name)
    const unknown = done.filter(name => !known.includes(name))
    if (unknown.length > 0) {
      throw new Trouble(
        `The database is at ${unknown.at(-1)}, which this release does not know.`,
        'Start the newer release.',
      )
    }
    const roles = await client.query(`select from pg_roles where rolname in ('ci_app', 'ci_system', 'ci_intake')`)
    if (done.length > 0 && roles.rowCount !== 3) {
      throw new Trouble(
        'A role of the database is missing.',
        'Restore ci_app, ci_system and ci_intake from the backup of the roles.',
      )
    }
    const missing = known.length - done.length
    return missing === 0 ? `schema ${done.at(-1)}` : `${missing} migrations to run at the next start`
  } finally {
    await client.end()
  }
}

async function lookAtPort(config: Config, holder: Holder | undefined): Promise<string> {
  if (holder?.url && new URL(holder.url).port === String(config.port)) return `${config.port}, ours`
  await checkPort(config.port, config.host)
  return config.port === 0 ? 'any free one' : `${config.port} is free`
}

async function lookAtMail(config: Config): Promise<string> {
  if (config.smtpUrl === undefined) {
    if (config.demo) return 'goes to the development mail page'
    throw new Trouble(
      'No mail can be sent: CUSTOMERINFO_SMTP_URL is missing.',
      'Set it to smtp(s)://user:password@host:port.',
    )
  }
  const patience = { connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 5000 }
  const transport = createTransport({ url: config.smtpUrl, ...patience })
  try {
    await transport.verify()
    return 'the mail server takes our login'
  } catch (error) {
    throw new Trouble(
      `The mail server does not take us: ${(error as Error).message}.`,
      'Correct CUSTOMERINFO_SMTP_URL.',
      error,
    )
  } finally {
    transport.close()
  }
}

/** A folder that we may not enter is the data folder's finding. */
function findHolderOrNone(folder: string): Holder | undefined {
  try {
    return findHolder(folder)
  } catch {
    return undefined
  }
}
