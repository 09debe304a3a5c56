import { accountScope, type Scope, systemScope } from '../../platform/scope.ts'
import { audit } from '../accounts/index.ts'
import type { PublicKey } from './offers.ts'
import * as queries from './queries.ts'

/**
 * A tablet belongs to one stand at a time, of whatever account: where its key was paired before (a tablet sold on), that
 * pairing ends. The tablet itself asked for it, by a proof of its key; the account it came to learns nothing of the other.
 */
export async function endElsewhere(scope: Scope, publicKey: PublicKey): Promise<void> {
  const { ports, accountId } = scope
  const others = await systemScope(ports, 'pairing').tx(tx =>
    tx
      .selectFrom('directory.credentials')
      .select(['account_id as accountId', 'id as pairingId'])
      .where('kind', '=', 'device')
      .where('ended_at', 'is', null)
      .where('public_key', '=', JSON.stringify(publicKey))
      .where('account_id', '<>', accountId)
      .execute(),
  )
  for (const other of others) {
    const theirs = accountScope(ports, other.accountId, { kind: 'system', id: 'pairing' })
    await theirs.tx(async tx => {
      const pairing = await queries.selectPairing(tx, other.pairingId)
      if (!pairing) return
      await queries.endPairingOf(tx, pairing.deviceId, { reason: 'replaced', at: new Date(ports.clock.now()) })
      await audit(tx, theirs, 'end pairing', pairing.deviceId, { pairing: pairing.id, reason: 'replaced' })
    })
    ports.wake.emit('devices', other.accountId)
  }
}
