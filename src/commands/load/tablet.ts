import { createPrivateKey, generateKeyPairSync, hash, type KeyObject } from 'node:crypto'
import { type Envelope, envelopeHeader, sealingPurpose, signedText } from '../../domain/signups/contract.ts'
import { seal } from '../../platform/crypto/hpke.ts'
import { signEs256 } from '../../platform/crypto/signatures.ts'
import { randomToken } from '../../platform/ids.ts'

/** A tablet's key as it can be handed to another process of the test. */
export type TabletKey = { pkcs8: string; jwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string } }

export function makeTabletKey(): TabletKey {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    pkcs8: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }),
    jwk: pair.publicKey.export({ format: 'jwk' }) as TabletKey['jwk'],
  }
}

export function readTabletKey(key: TabletKey): KeyObject {
  return createPrivateKey(key.pkcs8)
}

/** The header `DPoP` for one request; with `kid` as a paired tablet, with `jwk` as one that wants to be. */
export function makeProof(
  privateKey: KeyObject,
  request: {
    method: string
    url: string
    body: string
    nonce: string
    who: { kid: string } | { jwk: TabletKey['jwk'] }
  },
): string {
  const header = { typ: 'dpop+jwt', alg: 'ES256', ...request.who }
  const { method: htm, url: htu, nonce } = request
  const claims = { htm, htu, jti: randomToken(16), nonce, bth: hash('sha256', request.body, 'base64url') }
  const signed = [header, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${signEs256(privateKey, signed)}`
}

export async function sealSignup(
  privateKey: KeyObject,
  signup: {
    id: string
    pairing: string
    number: number
    openingKey: { id: string; publicKey: string }
    content: unknown
  },
): Promise<Envelope> {
  const head = { id: signup.id, pairing: signup.pairing, number: signup.number, key: signup.openingKey.id }
  const sealed = await seal({
    publicKey: signup.openingKey.publicKey,
    plaintext: Buffer.from(JSON.stringify(signup.content)),
    info: Buffer.from(sealingPurpose),
    aad: Buffer.from(envelopeHeader(head)),
  })
  const body = { ...head, enc: sealed.enc.toString('base64url'), ct: sealed.ciphertext.toString('base64url') }
  return { v: 1, ...body, sig: signEs256(privateKey, signedText(body)) }
}
