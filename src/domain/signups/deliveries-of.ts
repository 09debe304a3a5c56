import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { DeliveryBrief } from './contract.ts'

/** How far each of the sign-ups is with each connection, by the sign-up's id. */
export async function deliveryBriefs(tx: Tx, signupIds: string[]): Promise<Map<string, DeliveryBrief[]>> {
  const briefs = new Map<string, DeliveryBrief[]>()
  if (signupIds.length === 0) return briefs
  const { rows } = await sql<Row>`
    select d.signup_id as "signupId", d.id, c.id as "connectionId", c.name as "connectionName", c.connector, d.state,
      d.reason, d.due_at as "dueAt", d.settled_at as "settledAt", d.record_id as "recordId", d.record_url as "recordUrl"
    from app.deliveries d
    join app.connections c on c.account_id = d.account_id and c.id = d.connection_id
    where d.account_id = app.current_account() and d.signup_id = any(${signupIds}::uuid[])
    order by c.created_at, d.id`.execute(tx)
  for (const { signupId, dueAt, settledAt, ...row } of rows) {
    const isWaiting = row.state === 'pending' || row.state === 'retrying'
    const brief = {
      ...row,
      dueAt: isWaiting ? dueAt.toISOString() : null,
      deliveredAt: row.state === 'delivered' ? (settledAt?.toISOString() ?? null) : null,
    }
    briefs.set(signupId, [...(briefs.get(signupId) ?? []), brief])
  }
  return briefs
}

type Row = Omit<DeliveryBrief, 'dueAt' | 'deliveredAt'> & { signupId: string; dueAt: Date; settledAt: Date | null }

export type AttemptView = {
  connectionName: string
  number: number
  startedAt: Date
  endedAt: Date
  outcome: 'delivered' | 'retry' | 'rejected' | 'disconnected' | 'lost'
  summary: string
  detail: Record<string, unknown>
}

/** Every call that was made for the sign-up, in order. */
export async function attemptsOf(tx: Tx, signupId: string): Promise<AttemptView[]> {
  const { rows } = await sql<AttemptView>`
    select c.name as "connectionName", a.number, a.started_at as "startedAt", a.ended_at as "endedAt", a.outcome, a.summary, a.detail
    from app.deliveries d
    join app.attempts a on a.account_id = d.account_id and a.delivery_id = d.id
    join app.connections c on c.account_id = d.account_id and c.id = d.connection_id
    where d.account_id = app.current_account() and d.signup_id = ${signupId}::uuid
    order by a.started_at, a.id`.execute(tx)
  return rows
}
