import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { codeOf, Trouble } from './trouble.ts'

/** Below this PostgreSQL may stop in the middle of a day. */
const leastFreeBytes = 200 * 1024 * 1024

/**
 * Makes the data folder when it is missing and sees that it can be worked in. It may be entered by others (PostgreSQL
 * runs as another user when we are root); what is secret in it protects itself.
 * @throws Trouble when it is not a folder, not writable or nearly full
 */
export function openDataFolder(folder: string): void {
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true })
      chmodSync(folder, 0o755)
    }
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw folderTrouble(folder, error)
  }
  const free = freeBytes(folder)
  if (free < leastFreeBytes) throw fullTrouble(folder, free)
}

export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

export function fullTrouble(folder: string, free?: number, cause?: unknown): Trouble {
  const left = free === undefined ? '' : `: ${Math.floor(free / 1024 / 1024)} MB are left`
  return new Trouble(
    `The disk of the data folder ${folder} is full${left}.`,
    'Make at least 200 MB of room there, or choose a folder on another disk with --data.',
    cause,
  )
}

/** The text of a file, undefined when there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function folderTrouble(folder: string, error: unknown): Trouble {
  const code = codeOf(error)
  if (code === 'ENOSPC') return fullTrouble(folder, undefined, error)
  const why =
    code === 'EACCES' || code === 'EPERM'
      ? 'this user may not write there'
      : code === 'EROFS'
        ? 'the disk is read-only'
        : code === 'EEXIST' || code === 'ENOTDIR'
          ? 'there is a file in its place'
          : (error as Error).message
  return new Trouble(
    `The data folder ${folder} cannot be used: ${why}.`,
    'Give this user the folder (chown), or choose another one with --data.',
    error,
  )
}
