import { createHmac } from 'node:crypto'
import { codeAlphabet, sha256 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'

export const codeLength = 8
export const codeLifeMs = 10 * 60 * 1000
const shape = new RegExp(`^[${codeAlphabet}]{${codeLength}}$`)

/**
 * What of a pairing code is stored. A code has 36 bits, few enough to try them all against a plain hash: so it is keyed
 * with what lives outside the database.
 */
export function codeHash(ports: Pick<Ports, 'keyring'>, code: string): Buffer {
  return createHmac('sha256', ports.keyring.derive('pairing-code', 32)).update(code).digest()
}

/** A code as a person typed it: any case, with blanks or dashes. undefined when it cannot be one. */
export function readCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '')
  return shape.test(code) ? code : undefined
}

/** RFC 7638: the name that a public key gives itself. */
export function thumbprint({ crv, kty, x, y }: { crv: string; kty: string; x: string; y: string }): string {
  return sha256(JSON.stringify({ crv, kty, x, y })).toString('base64url')
}
