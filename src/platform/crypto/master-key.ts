import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import { readIfThere } from '../data-folder.ts'
import { codeOf, Trouble } from '../trouble.ts'

const keyBytes = 32

/**
 * The 32 bytes that wrap the opening keys and the credentials of connections. With the embedded database they live in a
 * file of the data folder, made once; with a database of one's own they must be given, since losing them loses sign-ups.
 * @throws Trouble when they are missing or not 32 bytes
 */
export function readMasterKey(config: Pick<Config, 'masterKey' | 'dataFolder' | 'demo'>): Buffer {
  if (config.masterKey !== undefined) return parseKey(config.masterKey, 'CUSTOMERINFO_MASTER_KEY')
  if (!config.demo) {
    throw new Trouble(
      'CUSTOMERINFO_MASTER_KEY is missing: with DATABASE_URL the master key must come from outside the database.',
      'Make one with `openssl rand -base64 32`, keep a copy in a safe place, and set it.',
    )
  }
  const file = masterKeyFile(config.dataFolder)
  return parseKey(readIfThere(file) ?? createKey(file), file)
}

export function masterKeyFile(dataFolder: string): string {
  return join(dataFolder, 'keys', 'master.key')
}

/** Written and synced under another name, then linked: a half-written key is never seen, and of two starts one wins. */
function createKey(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  const text = `${randomBytes(keyBytes).toString('base64')}\n`
  writeDurably(draft, text)
  try {
    linkSync(draft, file)
    syncFolder(dirname(file))
    return text
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    return readIfThere(file) ?? ''
  } finally {
    rmSync(draft, { force: true })
  }
}

function writeDurably(path: string, text: string): void {
  const handle = openSync(path, 'w', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return // folders cannot be synced there
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

function parseKey(text: string, place: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length === keyBytes) return key
  throw new Trouble(
    `The master key in ${place} is not ${keyBytes} bytes of base64.`,
    'Put the kept copy back: without the right key, sealed sign-ups and connections cannot be opened.',
  )
}
