import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { Clock } from './clock.ts'

/** Digits and capitals without look-alikes (no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V): read aloud across a counter and typed once. */
export const codeAlphabet = '34679ACDEFGHJKMNPQRTWXY'

/** A time-ordered UUID (RFC 9562, version 7). */
export function uuidv7(clock: Pick<Clock, 'now'>): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(clock.now(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
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
  return createHash('sha256').update(data).digest()
}
