import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { Ports } from '../../platform/ports.ts'
import { accountScope, type Scope, systemScope } from '../../platform/scope.ts'
import type { LaneConnection } from './claim.ts'
import type { LaneTrouble } from './settle.ts'
import { type TroubleMail, troubleMailName, troubleMailSchema } from './trouble-mail.ts'

/** A connection that is merely slow or down is worth a mail only when it stays so. */
const mailAfterMs = 15 * 60_000

/**
 * Notes that a connection does not work, unless a member has changed, paused or resumed it since the call was begun. Owners hear
 * of it once: at once when only they can mend it.
 */
export async function noteTrouble(
  tx: Tx,
  scope: Scope,
  connectionId: string,
  epoch: number,
  trouble: LaneTrouble,
): Promise<void> {
  const now = scope.clock.now()
  const mail = trouble.state === 'disconnected'
  const { rows } = await sql<{ untold: boolean }>`
    update app.connections c set
      state = ${trouble.state}, state_reason = ${trouble.reason}, remedy = ${trouble.remedy}, failures = c.failures + 1,
      not_before = ${trouble.state === 'degraded' ? new Date(now + trouble.waitMs) : sql`'-infinity'::timestamptz`},
      trouble_since = coalesce(c.trouble_since, ${new Date(now)}),
      trouble_mailed_at = case when ${mail} then coalesce(c.trouble_mailed_at, ${new Date(now)}) else c.trouble_mailed_at end
    where c.account_id = ${scope.accountId} and c.id = ${connectionId} and c.epoch = ${epoch}
      and c.state in ('connected', 'degraded') and c.deleted_at is null
    returning old.trouble_mailed_at is null as untold`.execute(tx)
  if (mail && rows[0]?.untold === true) await enqueueMail(tx, { accountId: scope.accountId, connectionId, over: false })
}

/** Notes that something was delivered, and that trouble, if there was any, is over. */
export async function noteSuccess(
  tx: Tx,
  scope: Scope,
  connectionId: string,
  connection: Pick<LaneConnection, 'epoch' | 'degraded' | 'troubled'>,
): Promise<void> {
  const now = new Date(scope.clock.now())
  const row = sql`c.account_id = ${scope.accountId} and c.id = ${connectionId}`
  if (!connection.degraded && !connection.troubled) {
    await sql`update app.connections c set last_delivered_at = ${now} where ${row}`.execute(tx)
    return
  }
  const { rows } = await sql<{ told: boolean }>`
    update app.connections c set
      last_delivered_at = ${now}, state = 'connected', failures = 0, not_before = '-infinity', state_reason = null, remedy = null,
      trouble_since = null, trouble_mailed_at = null
    where ${row} and c.epoch = ${connection.epoch} and c.state in ('connected', 'degraded')
    returning old.trouble_mailed_at is not null as told`.execute(tx)
  if (rows[0]?.told === true) await enqueueMail(tx, { accountId: scope.accountId, connectionId, over: true })
}

/** A CRM that refuses one record answers: the next one need not wait for it. Whether all is well shows when something is taken. */
export async function noteRefusal(
  tx: Tx,
  scope: Scope,
  connectionId: string,
  { degraded, epoch }: Pick<LaneConnection, 'epoch' | 'degraded'>,
): Promise<void> {
  if (!degraded) return
  await sql`update app.connections c set not_before = '-infinity'
    where c.account_id = ${scope.accountId} and c.id = ${connectionId} and c.epoch = ${epoch} and c.state = 'degraded'`.execute(
    tx,
  )
}

/** Tells the owners of connections that have been in trouble for a quarter of an hour. */
export async function announceLongTrouble(ports: Ports): Promise<void> {
  const before = new Date(ports.clock.now() - mailAfterMs)
  const found = await systemScope(ports, 'lanes').tx(tx =>
    tx
      .selectFrom('app.connections')
      .select(['account_id', 'id'])
      .where('state', '=', 'degraded')
      .where('trouble_since', '<', before)
      .where('trouble_mailed_at', 'is', null)
      .where('deleted_at', 'is', null)
      .execute(),
  )
  for (const { account_id: accountId, id: connectionId } of found) {
    await accountScope(ports, accountId, { kind: 'system', id: 'lanes' }).tx(async tx => {
      const told = await tx
        .updateTable('app.connections')
        .set({ trouble_mailed_at: new Date(ports.clock.now()) })
        .where('account_id', '=', accountId)
        .where('id', '=', connectionId)
        .where('state', '=', 'degraded')
        .where('trouble_mailed_at', 'is', null)
        .executeTakeFirst()
      if (told.numUpdatedRows > 0n) await enqueueMail(tx, { accountId, connectionId, over: false })
    })
  }
}

function enqueueMail(tx: Tx, mail: TroubleMail): Promise<void> {
  return enqueue(tx, { name: troubleMailName, schema: troubleMailSchema }, mail)
}
