import { createHmac, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/**
 * Checks an ES256 signature (IEEE P1363: r then s, 64 bytes as base64url) over `text` as UTF-8. Runs in the thread pool, so
 * that the main thread pays a fraction. Anything that is not a valid signature is `false`; it never throws.
 */
export function verifyEs256(publicKey: KeyObject, text: string, signature: string): Promise<boolean> {
  const bytes = Buffer.from(signature, 'base64url')
  if (bytes.length !== 64) return Promise.resolve(false)
  return new Promise(resolve => {
    verify('sha256', Buffer.from(text), { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes, (error, valid) =>
      resolve(!error && valid),
    )
  })
}

/** Signs as a tablet's WebCrypto does. The server needs it for load and tests only. */
export function signEs256(privateKey: KeyObject, text: string): string {
  return sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

/** A device's public key from its JWK; throws when it is anything but a point of P-256. Keep the result: importing is slow. */
export function importDeviceKey(jwk: JsonWebKey): KeyObject {
  const { kty, crv, x, y } = jwk
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') {
    throw new TypeError('A device key must be a public key of P-256')
  }
  return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })
}

export function hmacSha256(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
