import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/ids.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Verb } from './contract.ts'
import { may } from './policy.ts'

/** Throws `Problem('forbidden')` unless the scope's actor may do `verb`. */
export function allow(scope: Pick<Scope, 'actor'>, verb: Verb): void {
  if (!may(scope.actor, verb)) throw new Problem('forbidden')
}

/**
 * Writes down who changed what, in the transaction that changes it. `action` is a verb and a noun ("revoke device"),
 * `subject` the thing's id, `fields` the names of what changed with nothing that a shopper typed. Nobody can edit it.
 */
export async function audit(
  tx: Tx,
  scope: Pick<Scope, 'accountId' | 'actor' | 'clock'>,
  action: string,
  subject: string,
  fields: Record<string, string | number | boolean | null | string[]> = {},
): Promise<void> {
  await tx
    .insertInto('app.audit_events')
    .values({
      account_id: scope.accountId,
      id: uuidv7(scope.clock),
      at: new Date(scope.clock.now()),
      actor_kind: scope.actor.kind,
      actor_id: scope.actor.id,
      action,
      subject,
      fields: JSON.stringify(fields),
    })
    .execute()
}
