import { hash, randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { Clock } from './clock.ts'

/** Digits and capitals without look-alikes (no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V): read aloud across a counter and typed once. */
export const codeAlphabet = '34679ACDEFGHJKMNPQRTWXY'

/** A time-ordered UUID (RFC 9562, version 7). */
export function uuidv7(clock: Pick<Clock, 'now'>): string {
  const time = clock.now().toString(16).padStart(12, '0')
  // Node keeps a store of randomness for its own UUIDs, so this asks the system for some once in a hundred times. What
  // follows the version in a random UUID is what a time-ordered one wants there.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/** `bytes` random bytes as base64url text. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

/** `length` characters of `codeAlphabet`, uniformly. */
export function randomCode(length: number): string {
  return Array.from({ length }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('')
}

/** A number in [0, 1) for jitter; nothing secret may depend on it. */
export function randomFraction(): number {
  return randomInt(2 ** 32) / 2 ** 32
}

export function sha256(data: string | Uint8Array): Buffer {
  return hash('sha256', data, 'buffer')
}
