import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/** So long a number may be on its way out of order before it counts as missing. */
const graceMs = 60_000
const shownNumbers = 10

export type Gap = { pairingId: string; lastNumber: number; missing: number }

/**
 * How many of the numbers that each pairing gave away have neither arrived nor wait in its queue. Judged as of the
 * tablet's last heartbeat, since only then do number and queue belong together; what arrived later can only close a gap.
 */
export async function findGaps(tx: Tx, now: number, pairingId?: string): Promise<Gap[]> {
  const settledBefore = new Date(now - graceMs)
  const { rows } = await sql<Gap>`
    select p.id as "pairingId", l.number as "lastNumber",
      greatest(0, l.number - a.arrived - coalesce(h.queue, 0)) as missing
    from app.pairings p
    left join app.heartbeats h on h.account_id = p.account_id and h.pairing_id = p.id
    cross join lateral (
      select greatest(coalesce(h.last_number, 0), coalesce((
        select s.number from app.signups s
        where s.account_id = p.account_id and s.credential_id = p.id and s.number is not null
          and s.received_at < ${settledBefore}
        order by s.number desc limit 1), 0)) as number
    ) l
    cross join lateral (
      select count(distinct s.number)::integer as arrived from app.signups s
      where s.account_id = p.account_id and s.credential_id = p.id and s.number between 1 and l.number
    ) a
    where ${pairingId ?? null}::uuid is null or p.id = ${pairingId ?? null}::uuid`.execute(tx)
  return rows
}

/** The first few numbers of a pairing that have not arrived. */
export async function missingNumbers(tx: Tx, { pairingId, lastNumber, missing }: Gap): Promise<number[]> {
  if (missing === 0) return []
  const { rows } = await sql<{ number: number }>`
    select n as number from generate_series(1, ${lastNumber}::integer) n
    where not exists (
      select from app.signups s
      where s.account_id = app.current_account() and s.credential_id = ${pairingId} and s.number = n)
    order by n limit ${Math.min(missing, shownNumbers)}`.execute(tx)
  return rows.map(row => row.number)
}

/** How many sign-ups of one pairing are missing just now. */
export async function countMissing(tx: Tx, now: number, pairingId: string): Promise<number> {
  const [gap] = await findGaps(tx, now, pairingId)
  return gap?.missing ?? 0
}
