import { realpathSync } from 'node:fs'
import type { Clock } from '../clock.ts'
import { openDataFolder } from '../data-folder.ts'
import { type InstanceLock, lockDataFolder } from '../instance-lock.ts'
import type { Log } from '../log.ts'
import { findBinaries } from './binaries.ts'
import { type Access, accessUrl, adminUrl, changePort, clusterFolder, prepareCluster, readAccess } from './cluster.ts'
import { stopLeftover } from './leftover.ts'
import { databaseOwner } from './owner.ts'
import { launchServer, type Server } from './server.ts'
import { type Settings, serverSettings } from './settings.ts'

export type Embedded = {
  /** The application's login on its own database. */
  url: string
  /** The superuser on the same database. */
  adminUrl: string
  /** Where the cluster really is. */
  folder: string
  /** The server's process; another one after a restart. */
  pid(): number
  /** Stops the server and gives the data folder back. */
  stop(): Promise<void>
  /** Called once when the server died and could not be started again. */
  onExit(listener: (error: unknown) => void): void
}

export type EmbeddedOptions = {
  dataFolder: string
  log: Log
  clock: Clock
  /** false: everything is lost in a crash. For tests. */
  durable?: boolean
  settings?: Settings
  /** When the caller holds it already; else it is taken here and given back by `stop`. */
  lock?: InstanceLock
  /** Stands in for /var/lib/customerinfo. */
  shared?: string
}

/**
 * PostgreSQL 18 in the data folder, on loopback, with a generated password. Makes the cluster on the first start, stops
 * what an earlier run left behind, and starts the server again whenever it dies; the address stays the same meanwhile.
 * @throws Trouble when the folder cannot be used or another instance holds it
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  openDataFolder(options.dataFolder)
  const lock = options.lock ?? lockDataFolder(options.dataFolder, options.clock)
  try {
    return await startLocked(options, lock)
  } catch (error) {
    if (!options.lock) lock.release()
    throw error
  }
}

/** The same for the superuser: what only the owner of the machine may do. */
export function embeddedAdminUrl(dataFolder: string): string | undefined {
  const access = readAccess(dataFolder)
  return access && adminUrl(access)
}

/** The address of a server that another process runs in this folder; undefined before the first start. */
export function embeddedUrl(dataFolder: string): string | undefined {
  const access = readAccess(dataFolder)
  return access && accessUrl(access)
}

async function startLocked(options: EmbeddedOptions, lock: InstanceLock): Promise<Embedded> {
  const { dataFolder, log, clock, durable = true } = options
  const cluster = clusterFolder(dataFolder)
  const owner = databaseOwner(cluster)
  const binaries = findBinaries(owner, options.shared)
  await stopLeftover(cluster, { clock, log })
  const shared = options.shared === undefined ? {} : { shared: options.shared }
  const first = await prepareCluster({ dataFolder, binaries, owner, durable, ...shared })

  const launch = (access: Access) => {
    const settings = serverSettings({
      port: access.port,
      durable,
      ...(options.settings && { settings: options.settings }),
    })
    const folder = realpathSync(cluster)
    return launchServer({ program: binaries.postgres, cluster: folder, owner, settings, clock, log })
  }
  const { access, server } = await launchOnFreePort(launch, first, dataFolder)
  const keeper = keepRunning(server, () => launch(access), { clock, log })

  return {
    url: accessUrl(access),
    adminUrl: adminUrl(access),
    folder: realpathSync(cluster),
    pid: keeper.pid,
    onExit: keeper.onExit,
    async stop() {
      await keeper.stop()
      if (!options.lock) lock.release()
    },
  }
}

/** Between our look and PostgreSQL's somebody else may have taken the port. */
async function launchOnFreePort(
  launch: (access: Access) => Promise<Server>,
  access: Access,
  dataFolder: string,
): Promise<{ access: Access; server: Server }> {
  try {
    return { access, server: await launch(access) }
  } catch (error) {
    if (!/could not (bind|create any TCP)/.test(String(error))) throw error
    const changed = await changePort(dataFolder, access)
    return { access: changed, server: await launch(changed) }
  }
}

/** After so many failures in a row it will not come back by itself. */
const patience = 20

function keepRunning(first: Server, launch: () => Promise<Server>, { clock, log }: { clock: Clock; log: Log }) {
  const stopping = new AbortController()
  const listeners: ((error: unknown) => void)[] = []
  let server = first
  let failure: { error: unknown } | undefined

  async function watch(): Promise<void> {
    for (;;) {
      const reason = await server.ended
      if (stopping.signal.aborted) return
      log.warn({ reason }, 'PostgreSQL ended; starting it again')
      server = await launchAgain()
      log.warn({ pid: server.pid }, 'PostgreSQL is back')
      if (stopping.signal.aborted) return server.stop()
    }
  }

  async function launchAgain(): Promise<Server> {
    for (let failures = 1; ; failures++) {
      try {
        return await launch()
      } catch (error) {
        if (failures === patience || stopping.signal.aborted) throw error
        log.warn({ reason: String(error), failures }, 'PostgreSQL could not be started again yet')
        await clock.sleep(Math.min(100 * failures, 2000), stopping.signal)
      }
    }
  }

  const watching = watch().catch(error => {
    if (stopping.signal.aborted) return
    failure = { error }
    for (const listener of listeners) listener(error)
  })

  return {
    pid: () => server.pid,
    onExit: (listener: (error: unknown) => void) => {
      if (failure) listener(failure.error)
      else listeners.push(listener)
    },
    async stop() {
      stopping.abort()
      await server.stop()
      await watching
    },
  }
}
