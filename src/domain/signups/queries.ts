import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { SignupListQuery } from './contract.ts'

/** A sign-up as lists need it; instants as dates, deliveries apart. */
export type BriefRow = {
  id: string
  tx: string
  state: 'accepted' | 'quarantined' | 'erased'
  reason: string | null
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  language: string | null
  storeId: string | null
  storeName: string | null
  sourceKind: 'device' | 'api-key' | 'phone-form'
  sourceId: string
  sourceName: string | null
  number: number | null
  test: boolean
  consented: boolean
  capturedAt: Date | null
  receivedAt: Date
}

/** A place in the order of arrival: the transaction that stored it, then its id. */
export type Place = { tx: string; id: string }

type Filter = Omit<SignupListQuery, 'cursor' | 'limit'>

/** The newest first, those of running neighbours included: for eyes. */
export function selectNewest(tx: Tx, filter: Filter, limit: number, before: Place | undefined): Promise<BriefRow[]> {
  const place = before ? sql`and (s.tx, s.id) < (${before.tx}::xid8, ${before.id}::uuid)` : sql``
  return selectBriefs(tx, sql`${conditions(filter)} ${place} order by s.tx desc, s.id desc limit ${limit}`)
}

/**
 * The oldest first, and only those before which nothing can still appear: a transaction that is running now may commit
 * late, under a lower number than what is visible already, and a reader who has passed its place would never see it.
 */
export function selectArrivals(tx: Tx, filter: Filter, limit: number, after: Place | undefined): Promise<BriefRow[]> {
  const place = after ? sql`and (s.tx, s.id) > (${after.tx}::xid8, ${after.id}::uuid)` : sql``
  const settled = sql`and s.tx < pg_snapshot_xmin(pg_current_snapshot())`
  return selectBriefs(tx, sql`${conditions(filter)} ${place} ${settled} order by s.tx, s.id limit ${limit}`)
}

export async function selectBrief(tx: Tx, id: string): Promise<BriefRow | undefined> {
  const [row] = await selectBriefs(tx, sql`and s.id = ${id}::uuid`)
  return row
}

function conditions(filter: Filter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = []
  if (filter.state) parts.push(sql`and s.state = ${filter.state}`)
  if (filter.store) parts.push(sql`and s.store_id = ${filter.store}::uuid`)
  if (filter.from) parts.push(sql`and s.received_at >= ${filter.from}::timestamptz`)
  if (filter.until) parts.push(sql`and s.received_at < ${filter.until}::timestamptz`)
  if (filter.delivery) {
    const states = filter.delivery === 'waiting' ? ['pending', 'delivering', 'retrying'] : [filter.delivery]
    parts.push(sql`and exists (select from app.deliveries d
      where d.account_id = s.account_id and d.signup_id = s.id and d.state = any(${states}::text[]))`)
  }
  for (const word of filter.search?.trim().split(/\s+/).slice(0, 8) ?? []) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`
    parts.push(sql`and concat_ws(' ', s.first_name, s.last_name, s.email, s.phone) ilike ${pattern}`)
  }
  return sql.join(parts, sql` `)
}

async function selectBriefs(tx: Tx, rest: RawBuilder<unknown>): Promise<BriefRow[]> {
  const { rows } = await sql<BriefRow>`
    select s.id, s.tx::text, s.state, s.reason, s.first_name as "firstName", s.last_name as "lastName", s.email, s.phone,
      s.language, s.store_id as "storeId", st.name as "storeName", c.kind as "sourceKind", c.id as "sourceId",
      coalesce(d.name, k.name) as "sourceName", s.number, s.test, s.captured_at as "capturedAt", s.received_at as "receivedAt",
      exists (select from app.consents g join app.consent_texts t on t.account_id = g.account_id and t.id = g.consent_text_id
        where g.account_id = s.account_id and g.signup_id = s.id and g.given and t.purpose <> 'terms') as consented
    from app.signups s
    join directory.credentials c on c.account_id = s.account_id and c.id = s.credential_id
    left join app.stores st on st.account_id = s.account_id and st.id = s.store_id
    left join app.pairings p on p.account_id = s.account_id and p.id = s.credential_id
    left join app.devices d on d.account_id = p.account_id and d.id = p.device_id
    left join app.api_keys k on k.account_id = s.account_id and k.id = s.credential_id
    where s.account_id = app.current_account() ${rest}`.execute(tx)
  return rows
}

export type DetailRow = {
  answers: string
  offerCode: string | null
  durationMs: number | null
  staffName: string | null
  standName: string | null
  formName: string | null
  formVersion: number | null
  /** Numbers of the same pairing below its own that have not arrived. */
  missingBefore: number
}

export async function selectDetail(tx: Tx, id: string): Promise<DetailRow | undefined> {
  const { rows } = await sql<DetailRow>`
    select s.answers, s.offer_code as "offerCode", s.duration_ms as "durationMs", m.name as "staffName",
      n.name as "standName", f.name as "formName", v.version as "formVersion",
      coalesce(s.number - 1 - (select count(distinct o.number)::integer from app.signups o
        where o.account_id = s.account_id and o.credential_id = s.credential_id and o.number < s.number), 0) as "missingBefore"
    from app.signups s
    left join app.staff m on m.account_id = s.account_id and m.id = s.staff_id
    left join app.pairings p on p.account_id = s.account_id and p.id = s.credential_id
    left join app.stands n on n.account_id = p.account_id and n.id = p.stand_id
    left join app.form_versions v on v.account_id = s.account_id and v.id = s.form_version_id
    left join app.forms f on f.account_id = v.account_id and f.id = v.form_id
    where s.account_id = app.current_account() and s.id = ${id}::uuid`.execute(tx)
  return rows[0]
}

export type ConsentRow = {
  purpose: string
  version: number
  language: string
  text: string
  details: string | null
  textHash: Buffer
  given: boolean
  capturedAt: Date | null
  receivedAt: Date
}

export async function selectConsents(tx: Tx, signupId: string): Promise<ConsentRow[]> {
  return tx
    .selectFrom('app.consents as g')
    .innerJoin('app.consent_texts as t', join =>
      join.onRef('t.account_id', '=', 'g.account_id').onRef('t.id', '=', 'g.consent_text_id'),
    )
    .select(['t.purpose', 't.version', 'g.language', 't.text', 't.details', 'g.text_hash as textHash', 'g.given'])
    .select(['g.captured_at as capturedAt', 'g.received_at as receivedAt'])
    .where('g.signup_id', '=', signupId)
    .orderBy('t.purpose')
    .orderBy('t.version')
    .execute()
}

export type Counts = { today: number; waiting: number; parked: number; quarantined: number }

export async function selectCounts(tx: Tx, now: Date): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select
      (select count(*)::integer from app.signups s where s.account_id = a.account_id and s.state = 'accepted'
        and s.received_at >= date_trunc('day', ${now}::timestamptz, a.time_zone)) as today,
      (select count(distinct d.signup_id)::integer from app.deliveries d where d.account_id = a.account_id
        and d.state in ('pending', 'delivering', 'retrying')) as waiting,
      (select count(distinct d.signup_id)::integer from app.deliveries d where d.account_id = a.account_id
        and d.state = 'parked') as parked,
      (select count(*)::integer from app.signups s where s.account_id = a.account_id and s.state = 'quarantined') as quarantined
    from app.accounts a where a.account_id = app.current_account()`.execute(tx)
  return rows[0] ?? { today: 0, waiting: 0, parked: 0, quarantined: 0 }
}
