import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { DeviceFacts } from './contract.ts'
import type { PublicKey } from './offers.ts'

export type EndReason = 'revoked' | 'replaced' | 'stolen'

export async function insertStand(
  tx: Tx,
  accountId: string,
  stand: { id: string; storeId: string; name: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('app.stands')
    .values({ account_id: accountId, id: stand.id, store_id: stand.storeId, name: stand.name, created_at: stand.at })
    .execute()
}

/** Two codes of one tablet, typed at once, are taken one after the other: else it would become two devices. */
export async function lockKey(tx: Tx, thumbprint: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${thumbprint}, 0))`.execute(tx)
}

/** The device with this key, if the account has met it before. */
export async function deviceByKey(tx: Tx, thumbprint: string): Promise<string | undefined> {
  const row = await tx.selectFrom('app.devices').select('id').where('uid', '=', thumbprint).executeTakeFirst()
  return row?.id
}

export async function deviceExists(tx: Tx, deviceId: string): Promise<boolean> {
  return (await tx.selectFrom('app.devices').select('id').where('id', '=', deviceId).executeTakeFirst()) !== undefined
}

export async function saveDevice(
  tx: Tx,
  accountId: string,
  device: { id: string; name: string; thumbprint: string; facts: DeviceFacts; at: Date },
): Promise<void> {
  const facts = columnsOf(device.facts)
  await tx
    .insertInto('app.devices')
    .values({
      account_id: accountId,
      id: device.id,
      name: device.name,
      uid: device.thumbprint,
      created_at: device.at,
      ...facts,
    })
    .onConflict(conflict => conflict.columns(['account_id', 'id']).doUpdateSet({ name: device.name, ...facts }))
    .execute()
}

export async function insertPairing(
  tx: Tx,
  accountId: string,
  pairing: {
    id: string
    standId: string
    deviceId: string
    storeId: string
    publicKey: PublicKey
    by: string
    at: Date
  },
): Promise<void> {
  await tx
    .insertInto('directory.credentials')
    .values({
      account_id: accountId,
      id: pairing.id,
      kind: 'device',
      public_key: JSON.stringify(pairing.publicKey),
      store_id: pairing.storeId,
      created_at: pairing.at,
    })
    .execute()
  await tx
    .insertInto('app.pairings')
    .values({
      account_id: accountId,
      id: pairing.id,
      stand_id: pairing.standId,
      device_id: pairing.deviceId,
      started_at: pairing.at,
      started_by: pairing.by,
    })
    .execute()
}

/** Ends the device's pairing and its credential, if it has one that lasts; answers its id. */
export async function endPairingOf(
  tx: Tx,
  deviceId: string,
  end: { reason: EndReason; at: Date },
): Promise<string | undefined> {
  const row = await tx
    .updateTable('app.pairings')
    .set({ ended_at: end.at, end_reason: end.reason })
    .where('device_id', '=', deviceId)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (row) {
    await tx
      .updateTable('directory.credentials')
      .set({ ended_at: end.at, end_reason: end.reason })
      .where('id', '=', row.id)
      .execute()
  }
  return row?.id
}

/** Of a tablet whose last pairing has ended already: says that it was stolen. Answers that pairing, unless that was said before. */
export async function markStolen(tx: Tx, deviceId: string): Promise<string | undefined> {
  const row = await tx
    .updateTable('app.pairings')
    .set({ end_reason: 'stolen' })
    .where('id', '=', eb =>
      eb
        .selectFrom('app.pairings')
        .select('id')
        .where('device_id', '=', deviceId)
        .where('ended_at', 'is not', null)
        .orderBy('ended_at', 'desc')
        .limit(1),
    )
    .where('end_reason', '<>', 'stolen')
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/**
 * Whoever holds a stolen tablet holds the key of its earlier pairings, too: what comes under those is no better. How they
 * ended stays in their own rows.
 */
export async function distrustEarlierPairings(tx: Tx, deviceId: string): Promise<void> {
  await tx
    .updateTable('directory.credentials')
    .set({ end_reason: 'stolen' })
    .where('id', 'in', eb => eb.selectFrom('app.pairings').select('id').where('device_id', '=', deviceId))
    .where('ended_at', 'is not', null)
    .execute()
}

/** A pairing, with the stand and device that it binds. */
export async function selectPairing(tx: Tx, pairingId: string) {
  return tx
    .selectFrom('app.pairings as p')
    .innerJoin('app.devices as d', join =>
      join.onRef('d.account_id', '=', 'p.account_id').onRef('d.id', '=', 'p.device_id'),
    )
    .innerJoin('app.stands as s', join =>
      join.onRef('s.account_id', '=', 'p.account_id').onRef('s.id', '=', 'p.stand_id'),
    )
    .select(['p.id', 'p.device_id as deviceId', 'd.name as deviceName', 's.name as standName', 's.store_id as storeId'])
    .select('p.started_at as pairedAt')
    .where('p.id', '=', pairingId)
    .executeTakeFirst()
}

export async function saveHeartbeat(
  tx: Tx,
  accountId: string,
  beat: {
    pairingId: string
    at: Date
    lastNumber: number
    queue: number
    oldestQueuedAt: Date | null
    storagePersisted: boolean | null
    battery: number | null
    lastError: string | null
  },
): Promise<void> {
  const said = {
    at: beat.at,
    queue: beat.queue,
    oldest_queued_at: beat.oldestQueuedAt,
    storage_persisted: beat.storagePersisted,
    battery: beat.battery,
    last_error: beat.lastError,
  }
  await tx
    .insertInto('app.heartbeats')
    .values({ account_id: accountId, pairing_id: beat.pairingId, last_number: beat.lastNumber, ...said })
    .onConflict(conflict =>
      conflict.columns(['account_id', 'pairing_id']).doUpdateSet({
        ...said,
        // A number once given away stays so, even if a restored tablet has forgotten it.
        last_number: sql<number>`greatest(heartbeats.last_number, excluded.last_number)`,
      }),
    )
    .execute()
}

export async function updateFacts(tx: Tx, deviceId: string, facts: DeviceFacts): Promise<void> {
  await tx
    .updateTable('app.devices')
    .set({ id: deviceId, ...columnsOf(facts) })
    .where('id', '=', deviceId)
    .execute()
}

function columnsOf(facts: DeviceFacts) {
  return {
    ...(facts.os === undefined ? {} : { os: facts.os }),
    ...(facts.osVersion === undefined ? {} : { os_version: facts.osVersion }),
    ...(facts.browser === undefined ? {} : { browser: facts.browser }),
    ...(facts.appVersion === undefined ? {} : { app_version: facts.appVersion }),
  }
}
