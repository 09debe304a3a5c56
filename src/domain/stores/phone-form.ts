import { createHmac } from 'node:crypto'
import type { Ports } from '../../platform/ports.ts'

/**
 * The secret in the address of a store's phone form: 128 bits that only the master key yields. It is printed on posters,
 * so it must be shown again and again, and yet a dump of the database (which holds its hash) opens no form.
 */
export function phoneFormToken(ports: Pick<Ports, 'keyring'>, storeId: string): string {
  const key = ports.keyring.derive('phone-form', 32)
  return createHmac('sha256', key).update(storeId).digest().subarray(0, 16).toString('base64url')
}

export function phoneFormUrl(ports: Pick<Ports, 'keyring' | 'publicUrl'>, storeId: string): string {
  return `${ports.publicUrl}/f/${phoneFormToken(ports, storeId)}`
}
