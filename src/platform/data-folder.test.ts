import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from './clock.ts'
import { freeBytes, openDataFolder, readIfThere } from './data-folder.ts'
import { findHolder, lockDataFolder } from './instance-lock.ts'

const isRoot = process.getuid?.() === 0
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'customerinfo-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('makes the folder, open for PostgreSQL’s user to walk through', () => {
  const made = join(folder, 'a', 'b')
  openDataFolder(made)
  expect(statSync(made).mode & 0o777).toBe(0o755)
  openDataFolder(made)
  expect(freeBytes(made)).toBeGreaterThan(0)
})

it('says when there is a file in its place', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => openDataFolder(file)).toThrow('there is a file in its place')
  chmodSync(file, 0o755)
  expect(() => openDataFolder(file)).toThrow('there is a file in its place')
  expect(() => openDataFolder(join(file, 'below'))).toThrow('there is a file in its place')
})

it.runIf(!isRoot)('says when this user may not write there', () => {
  chmodSync(folder, 0o500)
  expect(() => openDataFolder(folder)).toThrow('may not write there')
})

/** A small file system of its own needs rights that a container may not have. */
const small = mkdtempSync(join(tmpdir(), 'customerinfo-small-'))
it.runIf(isRoot && mounts())('says when the disk is nearly full, and when it is read-only', () => {
  try {
    expect(() => openDataFolder(small)).toThrow(/is full: \d+ MB are left/)
    execFileSync('mount', ['-o', 'remount,ro', small])
    expect(() => openDataFolder(small)).toThrow('the disk is read-only')
  } finally {
    execFileSync('umount', [small])
    rmSync(small, { recursive: true })
  }
})

it('answers undefined for a file that is not there, and throws for what is no file', () => {
  expect(readIfThere(join(folder, 'none'))).toBeUndefined()
  expect(() => readIfThere(folder)).toThrow('EISDIR')
})

it('gives the folder to one process at a time', () => {
  expect(findHolder(folder)).toBeUndefined()
  const lock = lockDataFolder(folder, systemClock)
  expect(findHolder(folder)).toMatchObject({ pid: process.pid })
  expect(() => lockDataFolder(folder, systemClock)).toThrow(`process ${process.pid}, since 20`)
  lock.tell({ url: 'http://localhost:4180' })
  expect(() => lockDataFolder(folder, systemClock)).toThrow(`process ${process.pid} at http://localhost:4180`)
  lock.release()
  lock.release()
  expect(findHolder(folder)).toBeUndefined()
  lockDataFolder(folder, systemClock).release()
})

it('names the holder as another process while it has not said who it is', () => {
  const lock = lockDataFolder(folder, systemClock)
  rmSync(join(folder, 'instance.json'))
  expect(() => lockDataFolder(folder, systemClock)).toThrow('another process')
  lock.release()
})

it('says when the lock itself cannot be had', () => {
  mkdirSync(join(folder, 'instance.lock'))
  expect(() => lockDataFolder(folder, systemClock)).toThrow('cannot be locked')
})

function mounts(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=50m', 'tmpfs', small], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
