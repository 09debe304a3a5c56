import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from './clock.ts'
import { readIfThere } from './data-folder.ts'
import { Trouble } from './trouble.ts'

/** Who works in a data folder; `url` once it listens. */
export type Holder = { pid: number; since: string; url?: string }

export type InstanceLock = {
  /** Adds what the next one who finds the folder taken should be told. */
  tell(facts: { url: string }): void
  release(): void
}

/**
 * One process per data folder. Node has no flock, so we borrow SQLite's: an exclusive transaction on an empty file is a
 * lock of the kernel's. Unlike a file with a process number it is gone whatever ends the process, is right across
 * containers that share the folder, and knows nothing of numbers used twice.
 * @throws Trouble that names the holder
 */
export function lockDataFolder(folder: string, clock: Clock): InstanceLock {
  const database = takeLock(folder)
  if (!database) throw takenTrouble(folder)
  const file = holderFile(folder)
  const holder: Holder = { pid: process.pid, since: new Date(clock.now()).toISOString() }
  writeFileSync(file, JSON.stringify(holder))
  return {
    tell: facts => writeFileSync(file, JSON.stringify({ ...holder, ...facts })),
    release: () => {
      if (!database.isOpen) return
      rmSync(file, { force: true })
      database.close()
    },
  }
}

/** The live process that holds the folder, undefined when nobody does. */
export function findHolder(folder: string): Holder | undefined {
  if (!existsSync(lockFile(folder))) return undefined
  const database = takeLock(folder)
  database?.close()
  return database ? undefined : readHolder(folder)
}

function takeLock(folder: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(lockFile(folder), { timeout: 0 })
    database.exec('begin exclusive')
    return database
  } catch (error) {
    database?.close()
    if (String(error).includes('database is locked')) return undefined
    throw new Trouble(
      `The data folder ${folder} cannot be locked: ${(error as Error).message}.`,
      'Give this user the folder and the files in it (chown), or choose another one with --data.',
      error,
    )
  }
}

function takenTrouble(folder: string): Trouble {
  const { pid, since, url } = readHolder(folder)
  const holder = pid === 0 ? 'another process' : `process ${pid}${url ? ` at ${url}` : ''}, since ${since}`
  return new Trouble(
    `The data folder ${folder} is in use by another CustomerInfo: ${holder}.`,
    url
      ? `Use that one, or stop it, or choose another folder with --data.`
      : 'Stop it, or choose another folder with --data.',
  )
}

function readHolder(folder: string): Holder {
  try {
    return JSON.parse(readIfThere(holderFile(folder)) ?? '') as Holder
  } catch {
    return { pid: 0, since: '' } // between its lock and its first line
  }
}

function lockFile(folder: string): string {
  return join(folder, 'instance.lock')
}

function holderFile(folder: string): string {
  return join(folder, 'instance.json')
}
