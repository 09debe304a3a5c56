import type * as z from 'zod/mini'
import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'
import { randomCode, uuidv7 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'
import { systemScope } from '../../platform/scope.ts'
import { codeHash, codeLength, codeLifeMs, thumbprint } from './codes.ts'
import type { DeviceFacts, pairingOfferSchema, pairingPollSchema, publicKeySchema } from './contract.ts'

export type PublicKey = z.infer<typeof publicKeySchema>

/** A tablet asks to be paired: it gets a code that a member can type, good for ten minutes and for one pairing. */
export async function offerPairing(
  ports: Ports,
  { publicKey, device }: { publicKey: PublicKey; device: DeviceFacts },
): Promise<z.infer<typeof pairingOfferSchema>> {
  const id = uuidv7(ports.clock)
  const code = randomCode(codeLength)
  const now = ports.clock.now()
  const expiresAt = new Date(now + codeLifeMs)
  const { kty, crv, x, y } = publicKey
  await systemScope(ports, 'pairing').tx(tx =>
    tx
      .insertInto('directory.pairing_codes')
      .values({
        id,
        code_hash: codeHash(ports, code),
        public_key: JSON.stringify({ kty, crv, x, y }),
        thumbprint: thumbprint(publicKey),
        device: JSON.stringify(device),
        created_at: new Date(now),
        expires_at: expiresAt,
      })
      .execute(),
  )
  return { id, code, url: `${ports.publicUrl}/dashboard/pair?code=${code}`, expiresAt: expiresAt.toISOString() }
}

/** How the offer stands; for the key that made it and for no other. */
export async function pollPairing(
  ports: Ports,
  offer: { id: string; publicKey: PublicKey },
): Promise<z.infer<typeof pairingPollSchema>> {
  const row = await systemScope(ports, 'pairing').tx(tx =>
    tx
      .selectFrom('directory.pairing_codes')
      .select(['thumbprint', 'pairing_id', 'expires_at'])
      .where('id', '=', offer.id)
      .executeTakeFirst(),
  )
  if (!row || row.thumbprint !== thumbprint(offer.publicKey)) throw new Problem('not-found')
  if (row.pairing_id !== null) return { state: 'paired', pairingId: row.pairing_id }
  return { state: row.expires_at.getTime() > ports.clock.now() ? 'waiting' : 'expired', pairingId: null }
}

/** Uses up a code, if there is such a one that is still good; of two who come at once one gets it. */
export async function takeOffer(
  tx: Tx,
  taking: { hash: Buffer; accountId: string; pairingId: string; at: Date },
): Promise<{ publicKey: PublicKey; thumbprint: string; device: DeviceFacts } | undefined> {
  const row = await tx
    .updateTable('directory.pairing_codes')
    .set({ claimed_at: taking.at, account_id: taking.accountId, pairing_id: taking.pairingId })
    .where('code_hash', '=', taking.hash)
    .where('claimed_at', 'is', null)
    .where('expires_at', '>', taking.at)
    .returning(['public_key', 'thumbprint', 'device'])
    .executeTakeFirst()
  if (!row) return undefined
  return {
    publicKey: row.public_key as unknown as PublicKey,
    thumbprint: row.thumbprint,
    device: row.device as unknown as DeviceFacts,
  }
}
