import { spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { readIfThere } from '../data-folder.ts'
import { randomToken } from '../ids.ts'
import { Trouble } from '../trouble.ts'
import { type Binaries, sharedFolder } from './binaries.ts'
import { canReach, type Owner } from './owner.ts'

/** What it takes to reach the server; kept in the data folder, readable for its owner only. */
export type Access = { port: number; password: string; adminPassword: string }

const database = 'customerinfo'
const user = 'customerinfo'
const admin = 'postgres'

/** The application's own login: owner of its database, may make the roles of the migrations, and nothing more. */
export function accessUrl({ port, password }: Access): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
}

/** The superuser's: for online backups, and for tests that make databases. */
export function adminUrl({ port, adminPassword }: Access): string {
  return `postgres://${admin}:${adminPassword}@127.0.0.1:${port}/${database}`
}

export function clusterFolder(dataFolder: string): string {
  return join(dataFolder, 'postgres')
}

/** undefined before the first start. */
export function readAccess(dataFolder: string): Access | undefined {
  const text = readIfThere(accessFile(dataFolder))
  return text === undefined ? undefined : (JSON.parse(text) as Access)
}

type Making = { dataFolder: string; binaries: Binaries; owner: Owner | undefined; durable: boolean; shared?: string }

/** The cluster as it stands, or a new one; and a port that is free now, the last one if it can be had. */
export async function prepareCluster(making: Making): Promise<Access> {
  const cluster = clusterFolder(making.dataFolder)
  const known = readAccess(making.dataFolder)
  const isNew = !existsSync(join(cluster, 'PG_VERSION'))
  if (isNew && isLink(cluster)) throw lostTrouble(cluster)
  letPass(making.dataFolder, making.owner)
  if (!isNew && !canReach(realpathSync(cluster), making.owner)) throw closedTrouble(cluster)
  const access = {
    password: randomToken(24),
    adminPassword: randomToken(24),
    ...known,
    port: await freePort(known?.port ?? 0),
  }
  if (isNew) await createCluster(cluster, making, access)
  else if (!known) await runSingle(cluster, making, passwordStatements(access))
  if (access.port !== known?.port) writeAccess(making.dataFolder, access)
  return access
}

/** Another port than the one that somebody else has just taken. */
export async function changePort(dataFolder: string, access: Access): Promise<Access> {
  const changed = { ...access, port: await freePort(0) }
  writeAccess(dataFolder, changed)
  return changed
}

/** Made under another name and renamed when it is whole, so that a start that was killed begins afresh. */
async function createCluster(cluster: string, making: Making, access: Access): Promise<void> {
  const home = clusterHome(cluster, making)
  const draft = `${home}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  if (making.owner) chownSync(draft, making.owner.uid, making.owner.gid)
  await run(making.binaries.initdb, [...clusterOptions, ...(making.durable ? [] : ['--no-sync']), '-D', draft], making)
  writeFileSync(join(draft, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n')
  await runSingle(draft, making, [
    `create role ${user} login createdb createrole`,
    `alter role ${user} set createrole_self_grant = 'set, inherit'`,
    `create database ${database} owner ${user}`,
    ...passwordStatements(access),
  ])
  writeAccess(making.dataFolder, access)
  renameSync(draft, home)
  if (home !== cluster) symlinkSync(home, cluster)
}

/** In the data folder; or, where PostgreSQL's user may not go there (/root …), elsewhere with a link from the data folder. */
function clusterHome(cluster: string, { dataFolder, owner, shared = sharedFolder }: Making): string {
  if (canReach(dataFolder, owner)) return cluster
  mkdirSync(shared, { recursive: true, mode: 0o755 })
  // Never a name that was used before: a data folder that was moved away may still point there.
  return join(shared, `cluster-${randomToken(9)}`)
}

/** Passing through the data folder itself is harmless: what is secret in it is closed by itself. */
function letPass(dataFolder: string, owner: Owner | undefined): void {
  const isClosed = !canReach(dataFolder, owner) && canReach(dirname(dataFolder), owner)
  if (isClosed) chmodSync(dataFolder, statSync(dataFolder).mode | 0o011)
}

function closedTrouble(cluster: string): Trouble {
  return new Trouble(
    `PostgreSQL, which cannot run as root, may not enter ${realpathSync(cluster)}.`,
    'Let other users pass through the folders above it (chmod o+x), or move the data folder.',
  )
}

function lostTrouble(cluster: string): Trouble {
  return new Trouble(
    `The database of this data folder is kept in ${readlinkSync(cluster)}, and that is gone.`,
    `Put it back, or remove the link ${cluster} to begin with an empty database.`,
  )
}

const clusterOptions = [
  ...['--username', admin, '--auth=trust', '--no-instructions', '--data-checksums'],
  ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
]

function passwordStatements(access: Access): string[] {
  return [`alter role ${admin} password '${access.adminPassword}'`, `alter role ${user} password '${access.password}'`]
}

/** Statements while no server runs: no port, no password, nobody else. */
function runSingle(cluster: string, making: Making, statements: string[]): Promise<void> {
  const args = ['--single', '-D', cluster, '-c', 'exit_on_error=on', '-c', 'log_min_messages=error', 'postgres']
  return run(making.binaries.postgres, args, making, `${statements.join(';\n')};\n`)
}

async function run(program: string, args: string[], { owner }: Making, input = ''): Promise<void> {
  const child = spawn(program, args, { ...owner, ...surroundings, stdio: ['pipe', 'ignore', 'pipe'] })
  const complaints: string[] = []
  child.stderr.setEncoding('utf8').on('data', text => complaints.push(text))
  child.stdin.on('error', () => {}).end(input)
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw complaint(`${basename(program)} failed`, complaints.join(''))
}

/** Nothing of our environment: PGDATA, a broken locale or our secrets have no business there. */
export const surroundings = { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } }

/** An error with PostgreSQL's own last words. */
export function complaint(what: string, output: string): Error {
  const words = output.trim().split('\n').slice(-6).join(' | ')
  if (/No space left on device/i.test(output)) return Object.assign(new Error(words), { code: 'ENOSPC' })
  if (/database files are incompatible with server/.test(output)) {
    return new Trouble(
      'The database in the data folder was made by another major version of PostgreSQL.',
      'Start the release that made it, or choose a new folder with --data.',
    )
  }
  return new Error(`${what}: ${words || 'it said nothing'}`)
}

function writeAccess(dataFolder: string, access: Access): void {
  const file = accessFile(dataFolder)
  writeFileSync(`${file}.new`, JSON.stringify(access), { mode: 0o600 })
  chmodSync(`${file}.new`, 0o600)
  renameSync(`${file}.new`, file)
}

function accessFile(dataFolder: string): string {
  return join(dataFolder, 'postgres.json')
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

/** `wanted` when nobody listens there, else any free one. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', error => (wanted === 0 ? reject(error) : resolve(freePort(0))))
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
