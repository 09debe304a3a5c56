import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { randomToken } from '../../platform/ids.ts'

const derive = promisify(pbkdf2)
/** A PIN has few digits, so this buys minutes and not years; the tablet's own pauses do the rest. An old tablet takes half a second. */
const iterations = 150_000

/** What a tablet needs to check a PIN while it is offline: PBKDF2-SHA-256 of it, 32 bytes; `salt` and `hash` as base64url. */
export type StaffPin = { salt: string; iterations: number; hash: string }

export async function protectPin(pin: string): Promise<StaffPin> {
  const salt = randomToken(16)
  const hash = await derive(pin, Buffer.from(salt, 'base64url'), iterations, 32, 'sha256')
  return { salt, iterations, hash: hash.toString('base64url') }
}
