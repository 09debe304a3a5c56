import type { KeyObject } from 'node:crypto'
import { openSealed } from '../../platform/crypto/hpke.ts'
import { verifyEs256 } from '../../platform/crypto/signatures.ts'
import { type Envelope, envelopeHeader, sealingPurpose, signedText } from './envelope.ts'

/** Whether the device with this key made this envelope. Never throws. */
export function verifyEnvelope(publicKey: KeyObject, envelope: Envelope): Promise<boolean> {
  return verifyEs256(publicKey, signedText(envelope), envelope.sig)
}

/** What was sealed into the envelope, as bytes; throws `SealBroken` when it does not open with this opening key. */
export function openEnvelope(privateKey: KeyObject, envelope: Envelope): Promise<Buffer> {
  return openSealed({
    privateKey,
    enc: Buffer.from(envelope.enc, 'base64url'),
    ciphertext: Buffer.from(envelope.ct, 'base64url'),
    info: purpose,
    aad: Buffer.from(envelopeHeader(envelope)),
  })
}

const purpose = Buffer.from(sealingPurpose)
