import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Seals what must not lie readable in the database (opening keys, credentials of connections) under keys derived from the
 * master key, which lives outside it.
 */
export type Keyring = {
  /**
   * Seals with AES-256-GCM. `context` names the place ("connection:3f0c…"): what was sealed for one place opens at no other,
   * so rows cannot be swapped by whoever can write to the database.
   */
  seal(plain: Uint8Array, context: string): Buffer
  /** The inverse; throws `KeyringError` for another context, an unknown key or an altered byte. */
  open(sealed: Uint8Array, context: string): Buffer
  /** Whether `sealed` was made under an old master key and should be sealed anew (rotation). */
  stale(sealed: Uint8Array): boolean
  /** `length` bytes that only this master key yields for this label; the same ones every time. */
  derive(label: string, length: number): Buffer
}

export class KeyringError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'KeyringError'
  }
}

/**
 * `masterKey` seals and opens, `oldKeys` only open. Layout of what is sealed: 1 byte version, 1 byte id of the master key
 * (derived from it, so nobody has to number keys), 12 bytes nonce, the ciphertext, 16 bytes tag.
 *
 * Nonces are random: good for 2^32 seals under one master key, which is far beyond what connections and opening keys need.
 */
export function openKeyring(masterKey: Uint8Array, oldKeys: readonly Uint8Array[] = []): Keyring {
  const current = prepareKey(masterKey)
  const ring = [current, ...oldKeys.map(prepareKey)]
  if (new Set(ring.map(key => key.id)).size < ring.length) {
    throw new KeyringError('Two master keys have the same id; take another new master key')
  }

  return {
    seal(plain, context) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', current.wrapping, nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([Buffer.of(layout, current.id), nonce, body, cipher.getAuthTag()])
    },

    open(sealed, context) {
      if (sealed.length < headBytes + tagBytes || sealed[0] !== layout) {
        throw new KeyringError('This was not sealed by the keyring')
      }
      const key = ring.find(candidate => candidate.id === sealed[1])
      if (!key) throw new KeyringError('This was sealed under a master key that is not in the keyring')
      const end = sealed.length - tagBytes
      const decipher = createDecipheriv('aes-256-gcm', key.wrapping, sealed.subarray(2, headBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(end))
      try {
        return Buffer.concat([decipher.update(sealed.subarray(headBytes, end)), decipher.final()])
      } catch {
        throw new KeyringError('This was sealed under another key or for another place, or it was altered')
      }
    },

    stale: sealed => sealed[0] !== layout || sealed[1] !== current.id,
    derive: (label, length) => expand(masterKey, `derive:${label}`, length),
  }
}

const layout = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 2 + nonceBytes

function prepareKey(masterKey: Uint8Array): { id: number; wrapping: Buffer } {
  if (masterKey.length !== 32) throw new KeyringError('A master key has 32 bytes')
  return { id: expand(masterKey, 'id', 1)[0] ?? 0, wrapping: expand(masterKey, 'wrap', 32) }
}

function expand(masterKey: Uint8Array, label: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `customerinfo:${label}`, length))
}
