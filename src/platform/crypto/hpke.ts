import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  decapsulate,
  encapsulate,
  generateKeyPair,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'

/**
 * HPKE (RFC 9180) in base mode and single shot, on node:crypto alone: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-GCM.
 * OpenSSL's own DHKEM does the curve arithmetic in the thread pool, so that opening costs the main thread only four HMACs and
 * one decryption; a JavaScript implementation costs it several times as much.
 */
export type Suite = { aeadId: number; cipher: 'aes-128-gcm' | 'aes-256-gcm'; keyBytes: number }

export const aes256gcm: Suite = { aeadId: 2, cipher: 'aes-256-gcm', keyBytes: 32 }
/** Only for RFC 9180's printed vectors, which have P-256 with AES-128-GCM but not with AES-256-GCM. */
export const aes128gcm: Suite = { aeadId: 1, cipher: 'aes-128-gcm', keyBytes: 16 }

export type Sealed = {
  /** The encapsulated key: an uncompressed point of P-256, 65 bytes. */
  enc: Uint8Array
  /** What was sealed, followed by the tag of 16 bytes. */
  ciphertext: Uint8Array
}

/** Thrown when a seal does not open: wrong key, wrong header, or altered on the way. It says no more than that. */
export class SealBroken extends Error {
  constructor() {
    super('The seal does not open with this key and header')
    this.name = 'SealBroken'
  }
}

/** A new opening key; `publicKey` is the raw point of 65 bytes as base64url, ready to be handed to tablets. */
export async function generateOpeningKey(): Promise<{ publicKey: string; privateKey: KeyObject }> {
  const pair = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
  return { publicKey: rawPublicKey(pair.publicKey).toString('base64url'), privateKey: pair.privateKey }
}

/** PKCS #8 in DER, unencrypted: to be sealed by the keyring before it is stored. */
export function exportOpeningKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'pkcs8' })
}

/** The inverse of `exportOpeningKey`. Keep the result: importing costs more than opening. */
export function importOpeningKey(pkcs8: Buffer): KeyObject {
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
}

/** Opens what was sealed to `privateKey`; throws `SealBroken` and nothing else for whatever a stranger may send. */
export async function openSealed(
  input: Sealed & { privateKey: KeyObject; info: Uint8Array; aad: Uint8Array; suite?: Suite },
): Promise<Buffer> {
  const suite = input.suite ?? aes256gcm
  if (input.enc.length !== rawPointBytes || input.enc[0] !== 4) throw new SealBroken()
  if (input.ciphertext.length < tagBytes) throw new SealBroken()
  const shared = await decapsulateOffThread(input.privateKey, input.enc)
  try {
    return decrypt(suite, scheduleKey(suite, shared, input.info), input.ciphertext, input.aad)
  } catch {
    throw new SealBroken()
  }
}

/** Seals as a tablet does. The server needs it for load and tests only: tablets seal with @hpke/core. */
export async function seal(input: {
  publicKey: string
  plaintext: Uint8Array
  info: Uint8Array
  aad: Uint8Array
  suite?: Suite
}): Promise<{ enc: Buffer; ciphertext: Buffer }> {
  const suite = input.suite ?? aes256gcm
  const { ciphertext: enc, sharedKey } = await encapsulateOffThread(publicKeyFromRaw(input.publicKey))
  const { key, nonce } = scheduleKey(suite, sharedKey, input.info)
  const cipher = createCipheriv(suite.cipher, key, nonce).setAAD(input.aad)
  return { enc, ciphertext: Buffer.concat([cipher.update(input.plaintext), cipher.final(), cipher.getAuthTag()]) }
}

/** A P-256 public key from its raw point (65 bytes as base64url); throws when it is no point of the curve. */
export function publicKeyFromRaw(raw: string): KeyObject {
  const point = Buffer.from(raw, 'base64url')
  return createPublicKey({ key: Buffer.concat([spkiOfP256, point]), format: 'der', type: 'spki' })
}

function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-rawPointBytes)
}

const rawPointBytes = 65
const tagBytes = 16
/** The fixed beginning of every P-256 SubjectPublicKeyInfo; the raw point follows. */
const spkiOfP256 = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex')

function decapsulateOffThread(key: KeyObject, enc: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    decapsulate(key, enc, (error, shared) => (error ? reject(new SealBroken()) : resolve(shared)))
  })
}

function encapsulateOffThread(key: KeyObject): Promise<{ ciphertext: Buffer; sharedKey: Buffer }> {
  return new Promise((resolve, reject) => {
    encapsulate(key, (error, result) => (error ? reject(error) : resolve(result)))
  })
}

function decrypt(
  suite: Suite,
  { key, nonce }: { key: Buffer; nonce: Buffer },
  sealed: Uint8Array,
  aad: Uint8Array,
): Buffer {
  const end = sealed.length - tagBytes
  const decipher = createDecipheriv(suite.cipher, key, nonce, { authTagLength: tagBytes })
    .setAAD(aad)
    .setAuthTag(sealed.subarray(end))
  return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()])
}

/** KeySchedule of RFC 9180, section 5.1, for mode_base (no psk). Sequence number 0 leaves the base nonce as it is. */
function scheduleKey(suite: Suite, shared: Buffer, info: Uint8Array): { key: Buffer; nonce: Buffer } {
  const { suiteId, schedule } = contextOf(suite, info)
  const secret = labeledExtract(suiteId, shared, 'secret', empty)
  return {
    key: labeledExpand(suiteId, secret, 'key', schedule, suite.keyBytes),
    nonce: labeledExpand(suiteId, secret, 'base_nonce', schedule, 12),
  }
}

/** The part of the schedule that depends on suite and `info` only. There are two or three of them in a process's life. */
function contextOf(suite: Suite, info: Uint8Array): { suiteId: Buffer; schedule: Buffer } {
  const name = `${suite.aeadId} ${Buffer.from(info).toString('base64')}`
  const known = contexts.get(name)
  if (known) return known
  const suiteId = Buffer.concat([Buffer.from('HPKE'), twoBytes(kemP256), twoBytes(kdfSha256), twoBytes(suite.aeadId)])
  const schedule = Buffer.concat([
    Buffer.of(modeBase),
    labeledExtract(suiteId, empty, 'psk_id_hash', empty),
    labeledExtract(suiteId, empty, 'info_hash', info),
  ])
  if (contexts.size < 16) contexts.set(name, { suiteId, schedule })
  return { suiteId, schedule }
}

const contexts = new Map<string, { suiteId: Buffer; schedule: Buffer }>()
const empty = Buffer.alloc(0)
const kemP256 = 0x0010
const kdfSha256 = 0x0001
const modeBase = 0x00
const version = Buffer.from('HPKE-v1')

function labeledExtract(suiteId: Buffer, salt: Buffer, label: string, material: Uint8Array): Buffer {
  return createHmac('sha256', salt).update(version).update(suiteId).update(label).update(material).digest()
}

/** One block of HKDF-Expand is enough: no key here is longer than 32 bytes. */
function labeledExpand(suiteId: Buffer, secret: Buffer, label: string, info: Buffer, length: number): Buffer {
  return createHmac('sha256', secret)
    .update(twoBytes(length))
    .update(version)
    .update(suiteId)
    .update(label)
    .update(info)
    .update(Buffer.of(1))
    .digest()
    .subarray(0, length)
}

function twoBytes(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff)
}
