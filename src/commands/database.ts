import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { openDataFolder } from '../platform/data-folder.ts'
import { type InstanceLock, lockDataFolder } from '../platform/instance-lock.ts'
import type { Log } from '../platform/log.ts'
import { checkOwnDatabase } from '../platform/own-database.ts'
import { startEmbedded } from '../platform/postgres/index.ts'

export type RunningDatabase = {
  url: string
  /** Called when the embedded server died for good. */
  onExit(listener: (error: unknown) => void): void
  stop(): Promise<void>
}

/** Holds the data folder for this process, if it works in it; with a database of one's own several may run side by side. */
export function holdDataFolder(config: Config, clock: Clock): InstanceLock | undefined {
  if (config.databaseUrl !== undefined && !config.lan) return undefined
  openDataFolder(config.dataFolder)
  return config.databaseUrl === undefined ? lockDataFolder(config.dataFolder, clock) : undefined
}

/** The embedded server, started; or the one of DATABASE_URL, looked at. */
export async function openDatabase(
  config: Config,
  given: { clock: Clock; log: Log; lock?: InstanceLock },
): Promise<RunningDatabase> {
  if (config.databaseUrl === undefined) return await startEmbedded({ dataFolder: config.dataFolder, ...given })
  const { isDurable } = await checkOwnDatabase(config.databaseUrl)
  if (!isDurable) {
    given.log.warn(
      'The PostgreSQL of DATABASE_URL says that something is committed before it is on disk (fsync or synchronous_commit is off): a power cut loses sign-ups that shoppers were thanked for',
    )
  }
  return { url: config.databaseUrl, onExit: () => {}, stop: async () => {} }
}
