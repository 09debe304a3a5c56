import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

export type Day = { date: string; count: number; before: number }

const day = 24 * 60 * 60 * 1000
/** Shares are taken of the latest arrivals: a bigger sample would say the same. */
const sample = 5000

/**
 * Sign-ups of the seven days up to today, each beside the same day a week before, in the account's time zone. Counted as
 * they are billed: accepted ones, without trials. Usage records are few, and found by their ids, which grow with time.
 */
export async function countDays(tx: Tx, now: number): Promise<Day[]> {
  const { rows } = await sql<Day>`
    with a as (select time_zone, (${new Date(now)}::timestamptz at time zone time_zone)::date as today from app.accounts),
    counted as (
      select (u.at at time zone a.time_zone)::date as day, sum(u.quantity)::integer as count
      from app.usage_records u cross join a
      where u.meter = 'signups' and u.id >= ${firstIdAt(now - 16 * day)}
        and u.at >= (a.today - 13)::timestamp at time zone a.time_zone
      group by 1
    )
    select to_char(a.today - n, 'YYYY-MM-DD') as date, coalesce(this.count, 0) as count, coalesce(last.count, 0) as before
    from a cross join generate_series(6, 0, -1) n
    left join counted this on this.day = a.today - n
    left join counted last on last.day = a.today - n - 7
    order by a.today - n`.execute(tx)
  return rows
}

/** Whoever said yes to news, of the sign-ups `s`. */
const shareAgreed = sql`avg(case when exists (
  select from app.consents c join app.consent_texts t on t.account_id = c.account_id and t.id = c.consent_text_id
  where c.account_id = s.account_id and c.signup_id = s.id and c.given and t.purpose in ('email', 'sms')
) then 1 else 0 end)::float8`
const latest = sql`select account_id, id, store_id, state, test, received_at from app.signups
  where account_id = app.current_account() order by account_id desc, tx desc, id desc limit ${sample}`

/** Of the last seven days: shares from 0 to 1, null when there is nothing to share out. */
export async function findShares(
  tx: Tx,
  now: number,
): Promise<{ consentShare: number | null; deliveredWithin5s: number | null }> {
  const week = new Date(now - 7 * day)
  const { rows } = await sql<{ consentShare: number | null; deliveredWithin5s: number | null }>`
    select (
      select ${shareAgreed} from (${latest}) s where s.state = 'accepted' and not s.test and s.received_at >= ${week}
    ) as "consentShare", (
      select avg(case when d.state = 'delivered' and d.settled_at <= d.created_at + interval '5 seconds' then 1 else 0 end)::float8
      from app.deliveries d
      where d.id >= ${firstIdAt(now - 8 * day)} and d.state <> 'skipped'
        and d.created_at >= ${week} and d.created_at < ${new Date(now - 5000)}
    ) as "deliveredWithin5s"`.execute(tx)
  return rows[0] ?? { consentShare: null, deliveredWithin5s: null }
}

export type StoreWeek = { id: string; name: string; signups: number; exact: boolean; consentShare: number | null }

/**
 * The seven days that `countDays` counts, by store, most sign-ups first. Where the sample does not reach back that far, the
 * account's `total` is shared out as the sample is.
 */
export async function countStores(tx: Tx, now: number, total: number): Promise<StoreWeek[]> {
  const { rows } = await sql<StoreWeek & { sampled: number }>`
    with week as (select ((${new Date(now)}::timestamptz at time zone time_zone)::date - 6)::timestamp at time zone time_zone as begun from app.accounts),
    latest as materialized (${latest}),
    reach as (select count(*) < ${sample} or min(received_at) < (select begun from week) as exact from latest),
    counted as (
      select s.store_id, count(*)::integer as signups, ${shareAgreed} as share from latest s
      where s.state = 'accepted' and not s.test and s.received_at >= (select begun from week) group by s.store_id
    )
    select stores.id, stores.name, coalesce(counted.signups, 0) as signups, counted.share as "consentShare", reach.exact,
      coalesce((select sum(signups) from counted), 0)::integer as sampled
    from app.stores cross join reach left join counted on counted.store_id = stores.id
    order by 3 desc, stores.name, stores.id`.execute(tx)
  return rows.map(({ sampled, ...store }) => ({
    ...store,
    signups: store.exact || sampled === 0 ? store.signups : Math.round((store.signups / sampled) * total),
  }))
}

export async function countUnsettled(tx: Tx): Promise<{ waiting: number; parked: number }> {
  const { rows } = await sql<{ waiting: number; parked: number }>`
    select count(distinct signup_id) filter (where state <> 'parked')::integer as waiting,
      count(distinct signup_id) filter (where state = 'parked')::integer as parked
    from app.deliveries where state in ('pending', 'delivering', 'retrying', 'parked')`.execute(tx)
  return rows[0] ?? { waiting: 0, parked: 0 }
}

/** What waits for longer than a healthy CRM takes, by connection. */
export async function findWaiting(tx: Tx, now: number): Promise<{ connection: string; count: number }[]> {
  const { rows } = await sql<{ connection: string; count: number }>`
    select c.name as connection, count(distinct d.signup_id)::integer as count
    from app.deliveries d join app.connections c on c.account_id = d.account_id and c.id = d.connection_id
    where d.state in ('pending', 'delivering', 'retrying') and d.created_at < ${new Date(now - 10_000)}
      and c.deleted_at is null
    group by c.id, c.name order by 2 desc, 1`.execute(tx)
  return rows
}

/** What the set-up checklist ticks. */
export async function findSteps(
  tx: Tx,
): Promise<{ email: boolean; store: boolean; connection: boolean; device: boolean; signup: boolean }> {
  const { rows } = await sql<{ email: boolean; store: boolean; connection: boolean; device: boolean; signup: boolean }>`
    select (select state <> 'unverified' from app.accounts) as email,
      exists (select from app.stores) as store,
      exists (select from app.connections where deleted_at is null) as connection,
      exists (select from app.pairings where ended_at is null) as device,
      exists (select from app.signups) as signup`.execute(tx)
  return rows[0] ?? { email: false, store: false, connection: false, device: false, signup: false }
}

/** The lowest UUID of version 7 that was minted at `time` (milliseconds since 1970). */
function firstIdAt(time: number): string {
  const hex = time.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
