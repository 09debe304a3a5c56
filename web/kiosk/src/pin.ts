import type { KioskSetup } from '../../../src/domain/devices/contract.ts'
import { now } from '../../ui/platform.ts'
import { fromBase64url, utf8 } from './bytes.ts'
import { onDesk, putOnDesk, type Vault } from './vault.ts'

export type PinVerdict = 'right' | 'wrong' | { waitSeconds: number }

const freeTries = 5
const firstWait = 30_000
const longestWait = 15 * 60_000

/** Checks a staff PIN against its verifier, without the network. After five misses each further one costs twice the wait. */
export async function tryPin(
  vault: Vault,
  verifier: NonNullable<KioskSetup['staffPin']>,
  pin: string,
): Promise<PinVerdict> {
  const misses = (await onDesk(vault, 'pinMisses')) ?? { count: 0, until: 0 }
  // A clock that was set back must not lock the staff out for years.
  const left = Math.min(misses.until - now(), longestWait)
  if (left > 0) return { waitSeconds: Math.ceil(left / 1000) }
  if (await matches(verifier, pin)) {
    await putOnDesk(vault, 'pinMisses', undefined)
    return 'right'
  }
  const count = misses.count + 1
  const wait = count < freeTries ? 0 : Math.min(firstWait * 2 ** (count - freeTries), longestWait)
  await putOnDesk(vault, 'pinMisses', { count, until: wait === 0 ? 0 : now() + wait })
  return wait === 0 ? 'wrong' : { waitSeconds: wait / 1000 }
}

async function matches(verifier: NonNullable<KioskSetup['staffPin']>, pin: string): Promise<boolean> {
  const expected = fromBase64url(verifier.hash)
  const key = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits'])
  const derived = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: fromBase64url(verifier.salt), iterations: verifier.iterations },
    key,
    expected.length * 8,
  )
  const bytes = new Uint8Array(derived)
  return bytes.length === expected.length && bytes.every((byte, place) => byte === expected[place])
}
