import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'
import type { Scope } from '../../platform/scope.ts'
import { allow } from '../accounts/index.ts'
import type { DeviceView } from './contract.ts'
import { findGaps, type Gap, missingNumbers } from './gaps.ts'
import type { EndReason } from './queries.ts'

const onlineMs = 150_000
/** More than any tablet takes on one day: its highest numbers hold all of today's. */
const mostPerDay = 5000

/** The account's tablets, each with its latest pairing; those that are paired first, then by name. */
export async function listDevices(scope: Scope): Promise<DeviceView[]> {
  allow(scope, 'devices.read')
  const now = scope.clock.now()
  return scope.tx(async tx => {
    const rows = await selectFleet(tx, now)
    const gaps = await findGaps(tx, now)
    const views: DeviceView[] = []
    for (const row of rows) {
      // Sign-ups of an earlier pairing that never arrived stay visible with the tablet.
      const own = gaps.filter(gap => row.pairingIds.includes(gap.pairingId))
      views.push(await presentDevice(tx, row, own, now))
    }
    return views
  })
}

export async function readDevice(scope: Scope, deviceId: string): Promise<DeviceView> {
  const device = (await listDevices(scope)).find(view => view.id === deviceId)
  if (!device) throw new Problem('not-found')
  return device
}

async function presentDevice(tx: Tx, row: FleetRow, gaps: Gap[], now: number): Promise<DeviceView> {
  const { pairingIds: _, ...view } = row
  const numbers: number[] = []
  for (const gap of gaps) numbers.push(...(await missingNumbers(tx, gap)))
  return {
    ...view,
    pairedAt: row.pairedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    oldestQueuedAt: row.oldestQueuedAt?.toISOString() ?? null,
    online: row.endedAt === null && row.lastSeenAt !== null && now - row.lastSeenAt.getTime() <= onlineMs,
    lastNumber: gaps.find(gap => gap.pairingId === row.pairingId)?.lastNumber ?? 0,
    missing: gaps.reduce((sum, gap) => sum + gap.missing, 0),
    missingNumbers: numbers,
  }
}

type Instants = 'pairedAt' | 'endedAt' | 'lastSeenAt' | 'oldestQueuedAt'
type FleetRow = Omit<DeviceView, Instants | 'online' | 'lastNumber' | 'missing' | 'missingNumbers'> & {
  pairingIds: string[]
  pairedAt: Date
  endedAt: Date | null
  lastSeenAt: Date | null
  oldestQueuedAt: Date | null
  endReason: EndReason | null
}

async function selectFleet(tx: Tx, now: number): Promise<FleetRow[]> {
  const { rows } = await sql<FleetRow>`
    select d.id, p.id as "pairingId", d.name, d.uid, d.os, d.os_version as "osVersion", d.browser,
      d.app_version as "appVersion", st.id as "storeId", st.name as "storeName", s.name as "standName",
      p.started_at as "pairedAt", p.ended_at as "endedAt", p.end_reason as "endReason",
      h.at as "lastSeenAt", coalesce(h.queue, 0) as queue, h.oldest_queued_at as "oldestQueuedAt",
      h.storage_persisted as "storagePersisted", h.battery, h.last_error as "lastError",
      (select array_agg(every.id) from app.pairings every
        where every.account_id = d.account_id and every.device_id = d.id) as "pairingIds",
      (select count(*)::integer from (
        select received_at from app.signups x
        where x.account_id = p.account_id and x.credential_id = p.id and x.number is not null
        order by x.number desc limit ${mostPerDay}
      ) y where y.received_at >= date_trunc('day', ${new Date(now)}::timestamptz, a.time_zone)) as "signupsToday"
    from app.devices d
    join app.accounts a on a.account_id = d.account_id
    join lateral (
      select * from app.pairings latest
      where latest.account_id = d.account_id and latest.device_id = d.id
      order by latest.ended_at is not null, latest.started_at desc, latest.id desc limit 1
    ) p on true
    join app.stands s on s.account_id = p.account_id and s.id = p.stand_id
    join app.stores st on st.account_id = s.account_id and st.id = s.store_id
    left join app.heartbeats h on h.account_id = p.account_id and h.pairing_id = p.id
    order by p.ended_at is not null, d.name, d.id`.execute(tx)
  return rows
}
