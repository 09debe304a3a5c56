import { Problem } from '../../platform/errors.ts'
import { sha256 } from '../../platform/ids.ts'
import type { Scope } from '../../platform/scope.ts'
import { storefront } from '../forms/index.ts'
import { findStaff, findStore, phoneFormUrl } from '../stores/index.ts'
import type { KioskSetup } from './contract.ts'
import { selectPairing } from './queries.ts'

/** The key that tablets seal to, from the room that opens what they sealed. */
export type OpeningKey = { id: string; publicKey: string }
export type FindOpeningKey = (scope: Scope) => Promise<OpeningKey>

/** All that a paired tablet needs to work a week on its own. @throws Problem not-found for an unknown pairing */
export async function kioskSetup(scope: Scope, pairingId: string, openingKey: OpeningKey): Promise<KioskSetup> {
  const setup = await scope.tx(async tx => {
    const pairing = await selectPairing(tx, pairingId)
    if (!pairing) throw new Problem('not-found')
    const front = await storefront(tx, pairing.storeId)
    const [store, staff] = [await findStore(tx, pairing.storeId), await findStaff(tx, pairing.storeId)]
    return {
      ...front,
      pairing: {
        id: pairing.id,
        deviceName: pairing.deviceName,
        standName: pairing.standName,
        pairedAt: pairing.pairedAt.toISOString(),
      },
      openingKey,
      staff: staff.map(({ id, name }) => ({ id, name })),
      staffPin: store?.staffPin ?? null,
      phoneFormUrl: phoneFormUrl(scope.ports, pairing.storeId),
    }
  })
  return { ...setup, etag: sha256(JSON.stringify(setup)).toString('base64url').slice(0, 22) }
}
