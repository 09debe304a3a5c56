import { sql } from 'kysely'
import type { Ports } from '../../platform/ports.ts'
import { accountScope, systemScope } from '../../platform/scope.ts'
import { patienceMs } from './backoff.ts'
import { skipWaiting } from './connection-rows.ts'

export type LaneKey = { accountId: string; connectionId: string; connector: string }

/** Connections with a delivery that is due now; of the given accounts, or of all. */
export async function findDueLanes(ports: Ports, accountIds?: string[]): Promise<LaneKey[]> {
  const now = new Date(ports.clock.now())
  const found = await systemScope(ports, 'lanes').tx(tx =>
    sql<LaneKey>`
      select c.account_id as "accountId", c.id as "connectionId", c.connector from app.connections c
      where c.state in ('connected', 'degraded') and c.deleted_at is null and c.not_before <= ${now}
        and ${accountIds ? sql`c.account_id = any(${accountIds}::uuid[])` : sql`true`}
        and exists (select from app.deliveries d where d.account_id = c.account_id and d.connection_id = c.id
          and d.state in ('pending', 'retrying') and (d.state = 'pending' or d.due_at <= ${now}))`.execute(tx),
  )
  return found.rows
}

/**
 * Takes back what a worker held when it died: its lease is over, and the call may or may not have reached the CRM.
 * Answers how many there were.
 */
export async function takeBackExpired(ports: Ports, leaseMs: number): Promise<number> {
  const now = new Date(ports.clock.now())
  const accounts = await systemScope(ports, 'lanes').tx(tx =>
    tx
      .selectFrom('app.deliveries')
      .select('account_id')
      .distinct()
      .where('state', '=', 'delivering')
      .where('lease_until', '<', now)
      .execute(),
  )
  let count = 0
  for (const { account_id: accountId } of accounts) {
    const scope = accountScope(ports, accountId, { kind: 'system', id: 'lanes' })
    const taken = await scope.tx(tx =>
      sql`
        with expired as (
          select id, lease_until from app.deliveries
          where account_id = ${accountId} and state = 'delivering' and lease_until < ${now}
          order by id limit 5000 for no key update skip locked
        ), back as (
          update app.deliveries d
          set state = 'retrying', maybe_sent = true, fence = d.fence + 1, lease_until = null, due_at = ${now},
            reason_code = 'lost', reason = ${lostReason}
          from expired e where d.account_id = ${accountId} and d.id = e.id
          returning d.id, d.attempts, e.lease_until
        )
        insert into app.attempts (account_id, delivery_id, number, started_at, ended_at, outcome, summary)
        select ${accountId}, id, attempts, lease_until - make_interval(secs => ${leaseMs / 1000}), ${now}, 'lost', ${lostReason}
        from back`.execute(tx),
    )
    count += Number(taken.numAffectedRows ?? 0)
  }
  return count
}
const lostReason =
  'The server stopped while this was being handed over. It looks whether it arrived before it tries again.'

/** Parks what has waited for 30 days behind a connection that does not come back. Paused ones wait as long as the member wants. */
export async function parkWhatWaitedTooLong(ports: Ports): Promise<number> {
  const before = new Date(ports.clock.now() - patienceMs)
  const lanes = await systemScope(ports, 'lanes').tx(tx =>
    sql<Omit<LaneKey, 'connector'>>`
      select c.account_id as "accountId", c.id as "connectionId" from app.connections c
      where c.state in ('degraded', 'disconnected') and c.deleted_at is null and c.trouble_since < ${before}
        and exists (select from app.deliveries d where d.account_id = c.account_id and d.connection_id = c.id
          and d.state in ('pending', 'retrying') and d.waiting_since < ${before})`.execute(tx),
  )
  let count = 0
  for (const { accountId, connectionId } of lanes.rows) {
    const parked = await accountScope(ports, accountId, { kind: 'system', id: 'lanes' }).tx(tx =>
      tx
        .updateTable('app.deliveries')
        .set({
          state: 'parked',
          reason_code: 'too-old',
          reason: tooOldReason,
          settled_at: new Date(ports.clock.now()),
        })
        .where('account_id', '=', accountId)
        .where('connection_id', '=', connectionId)
        .where('state', 'in', ['pending', 'retrying'])
        .where('waiting_since', '<', before)
        .executeTakeFirst(),
    )
    count += Number(parked.numUpdatedRows)
  }
  return count
}
/**
 * Skips what still waits for a connection that was deleted: what was in flight just then, or stored in the same moment.
 * Answers how many there were.
 */
export async function skipOfDeleted(ports: Ports): Promise<number> {
  const lanes = await systemScope(ports, 'lanes').tx(tx =>
    sql<Omit<LaneKey, 'connector'>>`
      select c.account_id as "accountId", c.id as "connectionId" from app.connections c
      where c.deleted_at is not null and (
        exists (select from app.deliveries d where d.account_id = c.account_id and d.connection_id = c.id and d.state in ('pending', 'retrying'))
        or exists (select from app.deliveries d where d.account_id = c.account_id and d.connection_id = c.id and d.state = 'parked'))`.execute(
      tx,
    ),
  )
  let count = 0
  for (const { accountId, connectionId } of lanes.rows) {
    const now = new Date(ports.clock.now())
    count += await accountScope(ports, accountId, { kind: 'system', id: 'lanes' }).tx(tx =>
      skipWaiting(tx, connectionId, now),
    )
  }
  return count
}

export const tooOldReason = 'It could not be handed over for 30 days.'

/** What waits and what is parked, in all accounts together. */
export async function countBacklog(ports: Ports): Promise<{ waiting: number; parked: number }> {
  const { rows } = await systemScope(ports, 'lanes').tx(tx =>
    sql<{ waiting: number; parked: number }>`
      select (select count(*)::integer from app.deliveries where state in ('pending', 'retrying')) as waiting,
        (select count(*)::integer from app.deliveries where state = 'parked') as parked`.execute(tx),
  )
  return rows[0] ?? { waiting: 0, parked: 0 }
}
