import { randomBytes } from '../../ui/platform.ts'
import { base64url, utf8 } from './bytes.ts'
import { signText } from './keys.ts'
import type { DeviceKey } from './vault.ts'

/**
 * Proof that this request comes from this tablet: the shape of DPoP (RFC 9449), bound to method, address, body and a nonce of
 * the server's. There is no time in it: tablets' clocks are wrong. `kid` is the pairing's id; without one, while pairing, the
 * public key itself stands in the header.
 */
export async function makeProof(
  key: DeviceKey,
  about: { kid?: string | undefined; method: string; url: string; nonce: string; body: string },
): Promise<string> {
  const header = {
    typ: 'dpop+jwt',
    alg: 'ES256',
    ...(about.kid === undefined ? { jwk: key.publicKey } : { kid: about.kid }),
  }
  const claims = {
    htm: about.method,
    htu: about.url.replace(/[?#].*$/, ''),
    jti: base64url(randomBytes(16)),
    nonce: about.nonce,
    bth: base64url(await crypto.subtle.digest('SHA-256', utf8(about.body))),
  }
  const signed = `${base64url(utf8(JSON.stringify(header)))}.${base64url(utf8(JSON.stringify(claims)))}`
  return `${signed}.${await signText(key.privateKey, signed)}`
}
