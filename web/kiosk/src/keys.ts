import { base64url, utf8 } from './bytes.ts'
import type { DeviceKey } from './vault.ts'

const es256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** A key of this tablet's own. The private half can be used here and never read out, not even by this page. */
export async function makeDeviceKey(): Promise<DeviceKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(es256, false, ['sign', 'verify'])
  const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  if (x === undefined || y === undefined) throw new Error('This browser makes no P-256 keys')
  return { privateKey, publicKey: { kty: 'EC', crv: 'P-256', x, y } }
}

/** ES256 over the text as UTF-8: r then s, base64url. */
export async function signText(key: CryptoKey, text: string): Promise<string> {
  return base64url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, utf8(text)))
}
