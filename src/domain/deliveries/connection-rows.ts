import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'

export type ConnectionState = 'connected' | 'degraded' | 'disconnected' | 'paused'
export type ConnectionRow = {
  id: string
  connector: string
  name: string
  settings: Record<string, string>
  secrets: Buffer | null
  mapping: Record<string, string>
  state: ConnectionState
  stateReason: string | null
  remedy: string | null
  notBefore: Date
  lastDeliveredAt: Date | null
  createdAt: Date
}
export type ConnectionCounts = {
  id: string
  waiting: number
  parked: number
  deliveredToday: number
  nextDue: Date | null
}

/** Oldest first, without those that were deleted. */
export function selectConnections(tx: Tx): Promise<ConnectionRow[]> {
  return connections(tx).orderBy('created_at').orderBy('id').execute()
}

/** Throws `Problem('not-found')`. */
export async function selectConnection(tx: Tx, id: string): Promise<ConnectionRow> {
  const row = await connections(tx).where('id', '=', id).executeTakeFirst()
  if (!row) throw new Problem('not-found', 'There is no such connection')
  return row
}

function connections(tx: Tx) {
  return tx
    .selectFrom('app.connections')
    .select(['id', 'connector', 'name', 'settings', 'secrets', 'mapping', 'state', 'state_reason as stateReason'])
    .select(['remedy', 'not_before as notBefore', 'last_delivered_at as lastDeliveredAt', 'created_at as createdAt'])
    .where('deleted_at', 'is', null)
    .$castTo<ConnectionRow>()
}

/** Whoever counts in order to add one waits for others who do. */
export async function countConnections(tx: Tx, accountId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`connections ${accountId}`}, 0))`.execute(tx)
  const { count } = await tx
    .selectFrom('app.connections')
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Of each connection: what waits, what is parked, what was delivered since midnight in the account's time zone. */
export async function countByConnection(tx: Tx, now: Date): Promise<Map<string, ConnectionCounts>> {
  const { rows } = await sql<ConnectionCounts>`
    with midnight as (
      select date_trunc('day', ${now}::timestamptz, time_zone) as at from app.accounts
    )
    select c.id,
      coalesce(w.waiting, 0) as waiting, coalesce(p.parked, 0) as parked, coalesce(t.delivered, 0) as "deliveredToday", w.next_due as "nextDue"
    from app.connections c
    left join lateral (
      select count(*)::integer as waiting, min(d.due_at) filter (where d.state = 'retrying') as next_due
      from app.deliveries d where d.account_id = c.account_id and d.connection_id = c.id and d.state in ('pending', 'retrying', 'delivering')
    ) w on true
    left join lateral (
      select count(*)::integer as parked
      from app.deliveries d where d.account_id = c.account_id and d.connection_id = c.id and d.state = 'parked'
    ) p on true
    left join lateral (
      select count(*)::integer as delivered from app.deliveries d, midnight m
      where d.account_id = c.account_id and d.connection_id = c.id and d.state = 'delivered' and d.settled_at >= m.at
    ) t on true
    where c.deleted_at is null`.execute(tx)
  return new Map(rows.map(row => [row.id, row]))
}

type Values = {
  name?: string
  settings?: Record<string, string>
  secrets?: Buffer
  mapping?: Record<string, string>
}

export async function insertConnection(
  tx: Tx,
  accountId: string,
  row: Required<Values> & { id: string; connector: string; at: Date },
): Promise<void> {
  const { id, connector, name, secrets, at } = row
  await tx
    .insertInto('app.connections')
    .values({
      account_id: accountId,
      ...{ id, connector, name, secrets, created_at: at },
      settings: JSON.stringify(row.settings),
      mapping: JSON.stringify(row.mapping),
    })
    .execute()
}

/** Answers to calls that were made before the change no longer count. */
export async function updateConnection(
  tx: Tx,
  id: string,
  { name, settings, secrets, mapping }: Values,
): Promise<void> {
  await tx
    .updateTable('app.connections')
    .set(eb => ({
      epoch: eb('epoch', '+', 1),
      ...(name === undefined ? {} : { name }),
      ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
      ...(secrets === undefined ? {} : { secrets }),
      ...(mapping === undefined ? {} : { mapping: JSON.stringify(mapping) }),
    }))
    .where('id', '=', id)
    .execute()
}

/** Which record is which customer is found anew, by looking. */
export async function forgetRecords(tx: Tx, connectionId: string): Promise<void> {
  await tx.deleteFrom('app.crm_records').where('connection_id', '=', connectionId).execute()
}

export async function setPaused(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('app.connections')
    .set(eb => ({ state: 'paused', state_reason: null, remedy: null, epoch: eb('epoch', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Lets everything that waits go at once. That there was trouble is forgotten only when something has been delivered. */
export async function setConnected(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('app.connections')
    .set(eb => ({
      state: 'connected',
      state_reason: null,
      remedy: null,
      failures: 0,
      not_before: sql`'-infinity'::timestamptz`,
      epoch: eb('epoch', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
  await tx
    .updateTable('app.deliveries')
    .set({ due_at: now })
    .where('connection_id', '=', id)
    .where('state', '=', 'retrying')
    .where('due_at', '>', now)
    .execute()
}

/** Its deliveries stay, for the story of each sign-up; what still waits is skipped. */
export async function setDeleted(tx: Tx, id: string, now: Date): Promise<number> {
  await tx
    .updateTable('app.connections')
    .set(eb => ({ deleted_at: now, secrets: null, epoch: eb('epoch', '+', 1) }))
    .where('id', '=', id)
    .execute()
  return skipWaiting(tx, id, now)
}

/** Of a connection that was deleted. Answers how many. */
export async function skipWaiting(tx: Tx, connectionId: string, now: Date): Promise<number> {
  const skipped = await tx
    .updateTable('app.deliveries')
    .set({
      state: 'skipped',
      reason_code: 'connection-deleted',
      reason: 'The connection was deleted.',
      settled_at: now,
    })
    .where('connection_id', '=', connectionId)
    .where('state', 'in', ['pending', 'retrying', 'parked'])
    .executeTakeFirst()
  return Number(skipped.numUpdatedRows)
}
