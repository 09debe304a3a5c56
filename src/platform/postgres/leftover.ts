import { execFileSync } from 'node:child_process'
import { existsSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { readIfThere } from '../data-folder.ts'
import type { Log } from '../log.ts'

/** Fast shutdown; when it takes too long, without a checkpoint (recovery follows); and at last the hard way. */
export const stopSignals = [
  { signal: 'SIGINT', patience: 15_000 },
  { signal: 'SIGQUIT', patience: 5_000 },
  { signal: 'SIGKILL', patience: 5_000 },
] as const

/**
 * A kill -9 of our process leaves PostgreSQL running. Whoever holds the instance lock may stop it, and starts its own:
 * that one is watched, logs to us, and has the settings of this release.
 */
export async function stopLeftover(cluster: string, { clock, log }: { clock: Clock; log: Log }): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const pid = Number(readIfThere(file)?.split('\n')[0])
  if (!pid) return
  if (!serves(pid, cluster)) {
    // PostgreSQL takes any living process of its own user for a server; after a reboot the number may be anybody's.
    rmSync(file, { force: true })
    return
  }
  log.info({ pid }, 'Stopping the PostgreSQL that an earlier run left behind')
  for (const { signal, patience } of stopSignals) {
    send(pid, signal)
    if (await gone(pid, cluster, patience, clock)) return
  }
}

/** Whether the process is a PostgreSQL that works in this cluster. */
export function serves(pid: number, cluster: string, hasProc = existsSync('/proc/self/cwd')): boolean {
  if (!send(pid, 0)) return false
  if (hasProc) return attempt(() => readlinkSync(`/proc/${pid}/cwd`)) === realpathSync(cluster)
  const line = attempt(() => execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })) ?? ''
  return line.includes('postgres') && line.includes(cluster)
}

async function gone(pid: number, cluster: string, patience: number, clock: Clock): Promise<boolean> {
  for (const begun = clock.monotonic(); clock.monotonic() - begun < patience; await clock.sleep(10)) {
    if (!serves(pid, cluster)) return true
  }
  return false
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  return attempt(() => process.kill(pid, signal)) ?? false
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
