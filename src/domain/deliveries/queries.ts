import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

export type DeliveryState = 'pending' | 'delivering' | 'delivered' | 'retrying' | 'parked' | 'skipped'

/** A delivery as lists show it; dates as ISO text. */
export type DeliveryBrief = {
  id: string
  connectionId: string
  connectionName: string
  connector: string
  state: DeliveryState
  reason: string | null
  dueAt: string | null
  deliveredAt: string | null
  recordId: string | null
  recordUrl: string | null
}

/** The deliveries of each of the given sign-ups, those of the oldest connection first; none for a sign-up without any. */
export async function deliveryBriefs(tx: Tx, signupIds: string[]): Promise<Map<string, DeliveryBrief[]>> {
  const briefs = new Map<string, DeliveryBrief[]>(signupIds.map(id => [id, []]))
  if (signupIds.length === 0) return briefs
  const rows = await tx
    .selectFrom('app.deliveries as d')
    .innerJoin('app.connections as c', join =>
      join.onRef('c.account_id', '=', 'd.account_id').onRef('c.id', '=', 'd.connection_id'),
    )
    .select(['d.id', 'd.signup_id', 'd.connection_id', 'c.name', 'c.connector', 'd.state', 'd.reason', 'd.due_at'])
    .select(['d.settled_at', 'd.record_id', 'd.record_url'])
    .select(['c.state as connection_state', 'c.state_reason', 'c.not_before'])
    .where('d.signup_id', 'in', signupIds)
    .orderBy('c.created_at')
    .orderBy('d.id')
    .execute()
  for (const row of rows) {
    const waits = row.state === 'pending' || row.state === 'retrying'
    const due = Math.max(row.due_at.getTime(), row.connection_state === 'degraded' ? row.not_before.getTime() : 0)
    briefs.get(row.signup_id)?.push({
      id: row.id,
      connectionId: row.connection_id,
      connectionName: row.name,
      connector: row.connector,
      state: row.state as DeliveryState,
      reason: waits ? (waitingReason(row.connection_state, row.state_reason) ?? row.reason) : row.reason,
      dueAt: row.state === 'retrying' ? new Date(due).toISOString() : null,
      deliveredAt: row.state === 'delivered' ? (row.settled_at?.toISOString() ?? null) : null,
      recordId: row.record_id,
      recordUrl: row.record_url,
    })
  }
  return briefs
}

/** What holds up everything of a connection is why each of its deliveries waits. */
function waitingReason(state: string, reason: string | null): string | null {
  if (state === 'paused') return 'The connection is paused.'
  return state === 'connected' ? null : reason
}

export type AttemptView = {
  deliveryId: string
  connectionName: string
  connector: string
  number: number
  startedAt: Date
  endedAt: Date
  outcome: 'delivered' | 'retry' | 'rejected' | 'disconnected' | 'lost'
  /** A sentence for a person. */
  summary: string
  /** For the curious: status codes, durations, the CRM's words. */
  detail: Record<string, unknown>
}

/** Every attempt to hand a sign-up over, oldest first. */
export async function attemptsOf(tx: Tx, signupId: string): Promise<AttemptView[]> {
  return tx
    .selectFrom('app.deliveries as d')
    .innerJoin('app.attempts as a', join =>
      join.onRef('a.account_id', '=', 'd.account_id').onRef('a.delivery_id', '=', 'd.id'),
    )
    .innerJoin('app.connections as c', join =>
      join.onRef('c.account_id', '=', 'd.account_id').onRef('c.id', '=', 'd.connection_id'),
    )
    .select(['d.id as deliveryId', 'c.name as connectionName', 'c.connector', 'a.number', 'a.started_at as startedAt'])
    .select(['a.ended_at as endedAt', 'a.outcome', 'a.summary', 'a.detail'])
    .where('d.signup_id', '=', signupId)
    .orderBy('a.started_at')
    .orderBy('a.id')
    .$castTo<AttemptView>()
    .execute()
}

export type ParkedGroup = {
  connectionId: string
  reasonCode: string
  reason: string
  count: number
  deliveryIds: string[]
}

/** What is parked, grouped by what is wrong with it, the largest group first; at most a thousand ids of each group. */
export async function listParked(tx: Tx): Promise<ParkedGroup[]> {
  return tx
    .selectFrom('app.deliveries as d')
    .innerJoin('app.connections as c', join =>
      join.onRef('c.account_id', '=', 'd.account_id').onRef('c.id', '=', 'd.connection_id'),
    )
    .select(['d.connection_id as connectionId', 'd.reason_code as reasonCode'])
    .select(sql<string>`(array_agg(d.reason order by d.id desc))[1]`.as('reason'))
    .select(sql<number>`count(*)::integer`.as('count'))
    .select(sql<string[]>`(array_agg(d.id order by d.id))[1:1000]`.as('deliveryIds'))
    .where('d.state', '=', 'parked')
    .where('c.deleted_at', 'is', null)
    .groupBy(['d.connection_id', 'd.reason_code'])
    .orderBy('count', 'desc')
    .$castTo<ParkedGroup>()
    .execute()
}

/** What waits and what is parked in the whole account. */
export async function countDeliveries(tx: Tx): Promise<{ waiting: number; parked: number }> {
  const { rows } = await sql<{ waiting: number; parked: number }>`
    select count(*) filter (where d.state <> 'parked')::integer as waiting, count(*) filter (where d.state = 'parked')::integer as parked
    from app.deliveries d join app.connections c on c.account_id = d.account_id and c.id = d.connection_id and c.deleted_at is null
    where d.state in ('pending', 'retrying', 'delivering', 'parked')`.execute(tx)
  return rows[0] ?? { waiting: 0, parked: 0 }
}
