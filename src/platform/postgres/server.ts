import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { complaint, surroundings } from './cluster.ts'
import { stopSignals } from './leftover.ts'
import type { Owner } from './owner.ts'
import type { Settings } from './settings.ts'

export type Launch = {
  program: string
  cluster: string
  owner: Owner | undefined
  settings: Settings
  clock: Clock
  log: Log
}

/** A server that runs; `ended` resolves when it does not any more. */
export type Server = { pid: number; ended: Promise<string>; stop(): Promise<void> }

/**
 * Starts the server and resolves when it takes connections. After a kill of the postmaster its children live on for a
 * moment and hold the shared memory; so a refusal for that reason is tried again for some seconds.
 */
export async function launchServer(launch: Launch): Promise<Server> {
  const begun = launch.clock.monotonic()
  for (;;) {
    try {
      return await launchOnce(launch)
    } catch (error) {
      if (!/still in use|lock file .* already exists/.test(String(error))) throw error
      if (launch.clock.monotonic() - begun > 20_000) throw error
      await launch.clock.sleep(50)
    }
  }
}

async function launchOnce({ program, cluster, owner, settings, clock, log }: Launch): Promise<Server> {
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // A process group of its own: Ctrl-C reaches the whole group, and PostgreSQL must outlive our last requests.
  const child = spawn(program, ['-D', cluster, ...args], {
    ...owner,
    ...surroundings,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<string>(resolve => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`))
  })
  const lastWords: string[] = []
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => reject(complaint('PostgreSQL did not start', lastWords.join('\n'))))
    createInterface({ input: child.stderr }).on('line', line => {
      lastWords.push(line)
      if (lastWords.length > 20) lastWords.shift()
      report(log, line)
      if (line.includes('database system is ready to accept connections')) resolve()
    })
  })
  return { pid: child.pid ?? 0, ended, stop: () => stopServer(child, ended, clock) }
}

async function stopServer(child: ChildProcess, ended: Promise<string>, clock: Clock): Promise<void> {
  const isGone = ended.then(() => true)
  for (const { signal, patience } of stopSignals) {
    child.kill(signal)
    const patient = new AbortController()
    const late = clock.sleep(patience, patient.signal).then(
      () => false,
      () => false,
    )
    if (await Promise.race([isGone, late])) return patient.abort()
  }
}

/** What every connection hears while the server starts or stops; that it does is logged already. */
const comingAndGoing = /the database system is (starting up|shutting down)|terminating connection due to/

/** PostgreSQL calls its ordinary news LOG, and an ERROR is answered to whoever sent the statement; the rest is ours to show. */
function report(log: Log, line: string): void {
  const text = line.replace(/^\S+ \S+ \S+ \[\d+\] /, '')
  if (/^(WARNING|FATAL|PANIC):/.test(text) && !comingAndGoing.test(text))
    log.warn({ postgres: text }, 'PostgreSQL complains')
  else log.debug({ postgres: text }, 'PostgreSQL says')
}
