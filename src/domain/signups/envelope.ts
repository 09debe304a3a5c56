/**
 * A sealed sign-up as it crosses the wire. This file imports nothing: the tablet builds with it what the server checks with it,
 * so the two cannot drift apart.
 *
 * Binary parts are base64url without padding: `enc` the sealing's one-time public key (65 bytes), `ct` the sealed answers with
 * their tag, `sig` the device's ES256 signature made at capture (64 bytes, r followed by s).
 */
export type Envelope = {
  v: 1
  /** The sign-up's id, minted on the tablet (UUIDv7). */
  id: string
  /** The pairing under which it was captured (UUID). */
  pairing: string
  /** Its number within that pairing: 1, 2, 3 … without gaps. */
  number: number
  /** Id of the opening key that it was sealed to (UUID). */
  key: string
  enc: string
  ct: string
  sig: string
}

/** Bytes of one sign-up as it crosses the wire, at most. */
export const maxSignupBytes = 64 * 1024

/** HPKE's `info`: what these sealings are for, so that no other use of the key can be passed off as a sign-up. */
export const sealingPurpose = 'customerinfo-signup-v1'

/** What stands outside the seal, bound to it as HPKE's associated data: change any of it and the seal does not open. */
export function envelopeHeader(envelope: Pick<Envelope, 'id' | 'pairing' | 'number' | 'key'>): string {
  return `customerinfo-envelope-v1\n${envelope.id}\n${envelope.pairing}\n${envelope.number}\n${envelope.key}`
}

/** The text that the device signs (as UTF-8): header and seal together. */
export function signedText(envelope: Pick<Envelope, 'id' | 'pairing' | 'number' | 'key' | 'enc' | 'ct'>): string {
  return `${envelopeHeader(envelope)}\n${envelope.enc}\n${envelope.ct}`
}
