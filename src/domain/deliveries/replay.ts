import { sql } from 'kysely'
import { Problem } from '../../platform/errors.ts'
import type { Scope } from '../../platform/scope.ts'
import { allow, audit } from '../accounts/index.ts'

/** Which parked deliveries: those named, those of a sign-up, those of a connection, or all of them. */
export type ReplayChoice = {
  deliveries?: string[] | undefined
  signup?: string | undefined
  connection?: string | undefined
  allParked?: boolean | undefined
}

/**
 * Sends parked deliveries again, with another 30 days of patience. One that newer changes of the same customer have passed
 * meanwhile only fills blanks. Answers how many; what is not parked (any more) is left alone. Throws `Problem('invalid')`
 * when nothing was chosen.
 */
export async function replayDeliveries(scope: Scope, choice: ReplayChoice): Promise<{ replayed: number }> {
  allow(scope, 'deliveries.replay')
  const { deliveries, signup, connection, allParked } = choice
  if (!deliveries && !signup && !connection && !allParked)
    throw new Problem('invalid', 'Choose what is to be sent again')
  const now = new Date(scope.clock.now())
  const replayed = await scope.tx(async tx => {
    const result = await sql`
      update app.deliveries d set
        state = 'pending', due_at = ${now}, waiting_since = ${now}, settled_at = null, reason_code = null, reason = null,
        -- Parked because nobody knew whether it had arrived: whoever sends it again has looked.
        maybe_sent = d.maybe_sent and d.reason_code <> 'maybe-sent',
        fill_blanks = d.fill_blanks
          or exists (select from app.crm_records r where r.account_id = d.account_id and r.connection_id = d.connection_id
            and r.customer_key = d.customer_key and r.updated_at >= d.settled_at)
          or exists (select from app.deliveries o where o.account_id = d.account_id and o.connection_id = d.connection_id
            and o.customer_key = d.customer_key and o.state = 'delivering' and o.id > d.id)
      from app.connections c
      where d.account_id = ${scope.accountId} and d.state = 'parked'
        and c.account_id = d.account_id and c.id = d.connection_id and c.deleted_at is null
        and ${deliveries ? sql`d.id = any(${deliveries}::uuid[])` : sql`true`}
        and ${signup ? sql`d.signup_id = ${signup}::uuid` : sql`true`}
        and ${connection ? sql`d.connection_id = ${connection}::uuid` : sql`true`}`.execute(tx)
    const count = Number(result.numAffectedRows ?? 0)
    if (count > 0) {
      const subject = signup ?? connection ?? (deliveries?.length === 1 ? deliveries[0] : undefined) ?? scope.accountId
      await audit(tx, scope, 'replay deliveries', subject, { count })
    }
    return count
  })
  if (replayed > 0) scope.ports.wake.emit('deliveries', scope.accountId)
  return { replayed }
}
