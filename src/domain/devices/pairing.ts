import { Problem } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/ids.ts'
import { giveBack, spend } from '../../platform/limits.ts'
import { inDirectory, type Scope } from '../../platform/scope.ts'
import { allow, audit } from '../accounts/index.ts'
import { findStore } from '../stores/index.ts'
import { codeHash, readCode } from './codes.ts'
import { endElsewhere } from './elsewhere.ts'
import { takeOffer } from './offers.ts'
import * as queries from './queries.ts'

/** Wrong guesses per person and per account: enough for clumsy fingers, useless against 10^10 codes. */
const guesses = { max: 10, perMs: 10 * 60 * 1000 }

/**
 * Binds the tablet that shows `code` to a new stand at the store, all of it or nothing. If this account knows the tablet
 * already, its pairing of before ends with it; one in another account right after. Answers the device's id.
 * @throws Problem invalid for a wrong, used or expired code, too-many after ten of those, not-found for an unknown store
 */
export async function pairDevice(
  scope: Scope,
  input: { code: string; name: string; storeId: string },
): Promise<{ deviceId: string; pairingId: string }> {
  allow(scope, 'devices.pair')
  const counters = [`pairing:person:${scope.actor.id}`, `pairing:account:${scope.accountId}`]
  for (const counter of counters) await spend(scope.ports, counter, guesses)
  const code = readCode(input.code)
  if (code === undefined) throw wrongCode()
  const paired = await scope.tx(async tx => {
    if (!(await findStore(tx, input.storeId))) throw new Problem('not-found', 'There is no such store')
    const [standId, pairingId, at] = [uuidv7(scope.clock), uuidv7(scope.clock), new Date(scope.clock.now())]
    const hash = codeHash(scope.ports, code)
    const offer = await inDirectory(tx, 'pairing', () =>
      takeOffer(tx, { hash, accountId: scope.accountId, pairingId, at }),
    )
    if (!offer) throw wrongCode()
    await queries.lockKey(tx, offer.thumbprint)
    const known = await queries.deviceByKey(tx, offer.thumbprint)
    if (known !== undefined) await queries.endPairingOf(tx, known, { reason: 'replaced', at })
    const deviceId = known ?? uuidv7(scope.clock)
    const { name, storeId } = input
    await queries.insertStand(tx, scope.accountId, { id: standId, storeId, name, at })
    const { thumbprint, device: facts, publicKey } = offer
    await queries.saveDevice(tx, scope.accountId, { id: deviceId, name, thumbprint, facts, at })
    const pairing = { id: pairingId, standId, deviceId, storeId, publicKey, by: scope.actor.id, at }
    await queries.insertPairing(tx, scope.accountId, pairing)
    await audit(tx, scope, 'pair device', deviceId, { pairing: pairingId, store: storeId })
    return { deviceId, pairingId, publicKey }
  })
  await endElsewhere(scope, paired.publicKey)
  for (const counter of counters) await giveBack(scope.ports, counter, guesses)
  scope.ports.wake.emit('devices', scope.accountId)
  return { deviceId: paired.deviceId, pairingId: paired.pairingId }
}

/**
 * From now on the tablet's key opens nothing but the hand-in of what it had sealed; of a stolen one even that waits in
 * quarantine, also when that turns out only after the tablet was revoked. @throws Problem not-found when there is no such device, conflict when its pairing has ended already
 */
export async function endPairing(scope: Scope, deviceId: string, reason: 'revoked' | 'stolen'): Promise<void> {
  allow(scope, 'devices.end')
  await scope.tx(async tx => {
    const at = new Date(scope.clock.now())
    const pairingId =
      (await queries.endPairingOf(tx, deviceId, { reason, at })) ??
      (reason === 'stolen' ? await queries.markStolen(tx, deviceId) : undefined)
    if (pairingId === undefined) {
      throw (await queries.deviceExists(tx, deviceId))
        ? new Problem('conflict', 'This tablet is not paired any more')
        : new Problem('not-found')
    }
    if (reason === 'stolen') await queries.distrustEarlierPairings(tx, deviceId)
    await audit(tx, scope, 'end pairing', deviceId, { pairing: pairingId, reason })
  })
  scope.ports.wake.emit('devices', scope.accountId)
}

function wrongCode(): Problem {
  return new Problem('invalid', undefined, {
    fields: [{ path: 'code', message: 'No tablet shows this code. Codes change after ten minutes; look again.' }],
  })
}
