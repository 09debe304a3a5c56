import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { KeyringError, openKeyring } from './keyring.ts'

/** Master keys whose ids differ: ids are one byte, so random keys collide now and then, which the last test is about. */
const first = Buffer.alloc(32, 1)
const second = Buffer.alloc(32, 2)

test('what is sealed for a place opens there again', () => {
  const keyring = openKeyring(first)
  const sealed = keyring.seal(Buffer.from('secret of the shop'), 'connection:1')
  expect(keyring.open(sealed, 'connection:1').toString()).toBe('secret of the shop')
  expect(sealed.includes('secret')).toBe(false)
})

test('the same text sealed twice looks different', () => {
  const keyring = openKeyring(first)
  expect(keyring.seal(Buffer.from('x'), 'c').equals(keyring.seal(Buffer.from('x'), 'c'))).toBe(false)
})

test('it opens at no other place, under no other key, and not when a byte was altered', () => {
  const keyring = openKeyring(first)
  const sealed = keyring.seal(Buffer.from('secret of the shop'), 'connection:1')
  expect(() => keyring.open(sealed, 'connection:2')).toThrow(KeyringError)
  expect(() => openKeyring(second).open(sealed, 'connection:1')).toThrow(KeyringError)
  for (const [at] of sealed.entries()) {
    const altered = Buffer.from(sealed)
    altered[at] = (altered[at] ?? 0) ^ 0x10
    expect(() => keyring.open(altered, 'connection:1')).toThrow(KeyringError)
  }
  expect(() => keyring.open(Buffer.alloc(5), 'connection:1')).toThrow(KeyringError)
})

test('after a rotation the old key still opens, and what it sealed is known to be stale', () => {
  const before = openKeyring(first).seal(Buffer.from('old'), 'c')
  const keyring = openKeyring(second, [first])
  expect(keyring.open(before, 'c').toString()).toBe('old')
  expect(keyring.stale(before)).toBe(true)
  const after = keyring.seal(Buffer.from('new'), 'c')
  expect(keyring.stale(after)).toBe(false)
  expect(() => openKeyring(first).open(after, 'c')).toThrow(KeyringError)
})

test('derived secrets are stable, and differ by label and master key', () => {
  const keyring = openKeyring(first)
  expect(keyring.derive('sessions', 32)).toEqual(openKeyring(first).derive('sessions', 32))
  expect(keyring.derive('sessions', 32)).not.toEqual(keyring.derive('nonces', 32))
  expect(keyring.derive('sessions', 32)).not.toEqual(openKeyring(second).derive('sessions', 32))
  expect(keyring.derive('sessions', 48)).toHaveLength(48)
})

test('a master key has 32 bytes, and two keys of a ring have different ids', () => {
  expect(() => openKeyring(randomBytes(16))).toThrow(KeyringError)
  expect(() => openKeyring(first, [first])).toThrow(KeyringError)
})
