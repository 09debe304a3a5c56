import type * as z from 'zod/mini'
import { Problem } from '../../platform/errors.ts'
import type { Scope } from '../../platform/scope.ts'
import type { heartbeatAnswerSchema, heartbeatSchema } from './contract.ts'
import { countMissing } from './gaps.ts'
import * as queries from './queries.ts'
import { kioskSetup, type OpeningKey } from './setup.ts'

/** Keeps what a tablet says of itself, and answers whether its setup has changed and whether numbers are missing. */
export async function recordHeartbeat(
  scope: Scope,
  pairingId: string,
  beat: z.infer<typeof heartbeatSchema>,
  openingKey: OpeningKey,
): Promise<z.infer<typeof heartbeatAnswerSchema>> {
  const now = scope.clock.now()
  const missing = await scope.tx(async tx => {
    const pairing = await queries.selectPairing(tx, pairingId)
    if (!pairing) throw new Problem('not-found')
    const { device, ...said } = beat
    const oldestQueuedAt = readInstant(said.oldestQueuedAt)
    await queries.saveHeartbeat(tx, scope.accountId, { ...said, pairingId, at: new Date(now), oldestQueuedAt })
    await queries.updateFacts(tx, pairing.deviceId, device)
    return countMissing(tx, now, pairingId)
  })
  scope.ports.wake.emit('devices', scope.accountId)
  const { etag } = await kioskSetup(scope, pairingId, openingKey)
  return { setupEtag: etag, missing, now: new Date(now).toISOString() }
}

/** A tablet's clock may say anything; what is no time within reach of PostgreSQL and of sense is none. */
function readInstant(text: string | null): Date | null {
  const instant = new Date(text ?? Number.NaN)
  return instant.getUTCFullYear() >= 1970 && instant.getUTCFullYear() <= 9999 ? instant : null
}
