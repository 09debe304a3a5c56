import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Scope } from '../../platform/scope.ts'

/** What became of one claimed delivery, ready to be written. */
export type Saving = {
  id: string
  fence: string
  customerKey: string
  state: 'delivered' | 'retrying' | 'parked' | 'pending'
  /** null: as it was. */
  dueAt: Date | null
  maybeSent: boolean
  reasonCode: string | null
  reason: string | null
  recordId: string | null
  recordUrl: string | null
  /** null: no call was made, and the claim does not count as an attempt. */
  attempt: Attempt | null
}
export type Attempt = {
  number: number
  startedAt: Date
  endedAt: Date
  outcome: 'delivered' | 'retry' | 'rejected' | 'disconnected' | 'lost'
  summary: string
  detail: Record<string, unknown>
}

/**
 * Writes outcomes with their attempts and the CRM's record ids in one statement. Only who still holds the fence writes: whoever lost
 * the lease meanwhile changes nothing. Answers the ids that were written.
 */
export async function saveOutcomes(scope: Scope, tx: Tx, connectionId: string, items: Saving[]): Promise<Set<string>> {
  const column = <T>(pick: (item: Saving) => T) => items.map(pick)
  const saved = await sql<{ id: string }>`
    with outcome as (
      select * from unnest(
        ${column(item => item.id)}::uuid[], ${column(item => item.fence)}::bigint[], ${column(item => item.state)}::text[],
        ${column(item => item.dueAt)}::timestamptz[], ${column(item => item.maybeSent)}::boolean[],
        ${column(item => storable(item.reasonCode))}::text[], ${column(item => storable(item.reason))}::text[],
        ${column(item => storable(item.recordId))}::text[], ${column(item => storable(item.recordUrl))}::text[],
        ${column(item => item.attempt?.number ?? null)}::integer[], ${column(item => item.attempt?.startedAt ?? null)}::timestamptz[],
        ${column(item => item.attempt?.endedAt ?? null)}::timestamptz[], ${column(item => item.attempt?.outcome ?? null)}::text[],
        ${column(item => storable(item.attempt?.summary ?? null))}::text[],
        ${column(item => storableJson(item.attempt?.detail ?? {}))}::text[]
      ) as o(id, fence, state, due_at, maybe_sent, reason_code, reason, record_id, record_url, number, started_at, ended_at, outcome, summary, detail)
    ), saved as (
      update app.deliveries d set
        state = o.state, due_at = coalesce(o.due_at, d.due_at), lease_until = null, maybe_sent = o.maybe_sent,
        attempts = d.attempts - case when o.number is null then 1 else 0 end,
        reason_code = case when o.number is null then d.reason_code else o.reason_code end,
        reason = case when o.number is null then d.reason else o.reason end,
        record_id = coalesce(o.record_id, d.record_id), record_url = coalesce(o.record_url, d.record_url),
        settled_at = case when o.state in ('delivered', 'parked') then ${new Date(scope.clock.now())}::timestamptz end
      from outcome o
      where d.account_id = ${scope.accountId} and d.connection_id = ${connectionId} and d.id = o.id
        -- Says the same once more, so that the planner looks these up instead of reading all deliveries that ever were.
        and d.id = any(${column(item => item.id)}::uuid[])
        and d.fence = o.fence and d.state = 'delivering'
      returning d.id, d.customer_key
    ), tried as (
      insert into app.attempts (account_id, delivery_id, number, started_at, ended_at, outcome, summary, detail)
      select ${scope.accountId}, o.id, o.number, o.started_at, o.ended_at, o.outcome, o.summary, o.detail::jsonb
      from outcome o join saved s on s.id = o.id where o.number is not null
    ), records as (
      insert into app.crm_records (account_id, connection_id, customer_key, record_id, record_url, updated_at)
      select ${scope.accountId}, ${connectionId}, s.customer_key, o.record_id, o.record_url, ${new Date(scope.clock.now())}
      from outcome o join saved s on s.id = o.id where o.state = 'delivered' and o.record_id is not null
      on conflict (account_id, connection_id, customer_key) do update
        set record_id = excluded.record_id, record_url = coalesce(excluded.record_url, app.crm_records.record_url), updated_at = excluded.updated_at
    )
    select id from saved`.execute(tx)
  return new Set(saved.rows.map(row => row.id))
}

/** What a CRM answers may hold anything; PostgreSQL's text holds neither NUL nor half a surrogate pair. */
function storable(text: string | null, most = 1000): string | null {
  return text === null ? null : text.slice(0, most).replaceAll('\u0000', '').toWellFormed()
}

function storableJson(detail: Record<string, unknown>): string {
  const text = JSON.stringify(detail, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value))
  return text.length > 20_000 ? '{}' : text
}
