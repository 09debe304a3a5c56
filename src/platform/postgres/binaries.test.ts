import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findBinaries, findPackage, linkLibraries } from './binaries.ts'

const stranger = { uid: 12_345, gid: 12_345 }
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'customerinfo-binaries-'))
  chmodSync(folder, 0o755)
})
afterEach(() => rmSync(folder, { recursive: true }))

it('finds the programs of this machine', () => {
  const found = findBinaries(undefined)
  expect(existsSync(found.initdb)).toBe(true)
  expect(existsSync(found.postgres)).toBe(true)
})

it('says what to do on a machine for which there are none', () => {
  expect(() => findPackage('plan9-mips')).toThrow('no embedded PostgreSQL for plan9-mips')
})

it('makes the links that npm left out, and leaves those that are there', () => {
  const package_ = newPackage()
  symlinkSync('libold.so.1.0', join(package_, 'native/lib/libold.so.1'))
  linkLibraries(package_)
  linkLibraries(package_)
  expect(readlinkSync(join(package_, 'native/lib/libnew.so.1'))).toBe('libnew.so.1.0')
  expect(readlinkSync(join(package_, 'native/lib/libold.so.1'))).toBe('libold.so.1.0')
})

it('needs no links where the package names none', () => {
  expect(() => linkLibraries(folder)).not.toThrow()
})

it('copies the programs once to where another user can run them', () => {
  const package_ = newPackage()
  const shared = join(folder, 'shared')
  const from = { folder: package_, version: '18.0.0' }
  expect(findBinaries(stranger, shared, from).postgres).toBe(join(package_, 'native/bin/postgres'))

  chmodSync(join(package_, 'native'), 0o700)
  const copied = findBinaries(stranger, shared, from)
  expect(copied.postgres).toBe(join(shared, 'postgres-18.0.0/bin/postgres'))
  expect(lstatSync(join(shared, 'postgres-18.0.0/lib/libnew.so.1')).isSymbolicLink()).toBe(true)
  expect(existsSync(join(shared, 'postgres-18.0.0/lib/libnew.a'))).toBe(false)
  expect(findBinaries(stranger, shared, from)).toEqual(copied)
})

function newPackage(): string {
  const package_ = join(folder, 'package')
  for (const name of ['bin', 'lib']) mkdirSync(join(package_, 'native', name), { recursive: true })
  for (const name of ['bin/postgres', 'bin/initdb', 'lib/libnew.so.1.0', 'lib/libnew.a']) {
    writeFileSync(join(package_, 'native', name), '')
  }
  writeFileSync(
    join(package_, 'native/pg-symlinks.json'),
    JSON.stringify(
      ['libnew', 'libold'].map(name => ({ source: `native/lib/${name}.so.1.0`, target: `native/lib/${name}.so.1` })),
    ),
  )
  return package_
}
