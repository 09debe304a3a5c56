import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import type { KioskSetup } from '../../../src/domain/devices/contract.ts'
import {
  type Envelope,
  envelopeHeader,
  maxSignupBytes,
  type PlainSignup,
  sealingPurpose,
  signedText,
} from '../../../src/domain/signups/contract.ts'
import { base64url, fromBase64url, utf8 } from './bytes.ts'
import { signText } from './keys.ts'
import type { PairingRecord } from './vault.ts'

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })

/** Seals a sign-up to the account's opening key, which this tablet does not have, and signs it: from here on it is unreadable here. */
export async function sealSignup(
  { id, ...content }: PlainSignup,
  under: { pairing: PairingRecord; number: number; openingKey: KioskSetup['openingKey'] },
): Promise<Envelope> {
  const outside = { id, pairing: under.pairing.id, number: under.number, key: under.openingKey.id }
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromBase64url(under.openingKey.publicKey))
  const sealed = await suite.seal(
    { recipientPublicKey, info: utf8(sealingPurpose) },
    utf8(JSON.stringify(content)),
    utf8(envelopeHeader(outside)),
  )
  const unsigned = { ...outside, enc: base64url(sealed.enc), ct: base64url(sealed.ct) }
  return { v: 1, ...unsigned, sig: await signText(under.pairing.key.privateKey, signedText(unsigned)) }
}

/** Whether the sign-up, once sealed, still crosses the wire. The tag, base64url and the frame are counted generously. */
export function fitsWire({ id: _id, ...content }: PlainSignup): boolean {
  return Math.ceil(((utf8(JSON.stringify(content)).length + 16) * 4) / 3) + 1024 <= maxSignupBytes
}
