import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Tx } from './db.ts'
import type { Log } from './log.ts'
import type { Ports } from './ports.ts'

/** Who acts. `id` is a person's, key's or pairing's id; for `system` the name of what runs. */
export type Actor = { kind: 'member' | 'api-key' | 'device' | 'operator' | 'system'; id: string; role?: string }

/** The one context of everything that happens inside an account. Only the HTTP edge and the job runner make one. */
export type Scope = {
  accountId: string
  actor: Actor
  ports: Ports
  clock: Clock
  log: Log
  /** A transaction in which row-level security shows this account and nothing else. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

/** Look-ups before the account is known, and sweeps over all accounts. */
export type SystemScope = Omit<Scope, 'accountId' | 'actor'> & { caller: SystemCaller }

/** Everything that may look across accounts; a test holds the code against this list. */
export type SystemCaller =
  | 'sign-in'
  | 'pairing'
  | 'credentials'
  | 'lanes'
  | 'cleaning'
  | 'mail'
  | 'practice'
  | 'limits'
  | 'demo'

export function accountScope(ports: Ports, accountId: string, actor: Actor): Scope {
  return {
    accountId,
    actor,
    ports,
    clock: ports.clock,
    log: ports.log.child({ account: accountId, actor: `${actor.kind}:${actor.id}` }),
    tx: work => ports.db.transaction('ci_app', accountId, work),
  }
}

export function systemScope(ports: Ports, caller: SystemCaller): SystemScope {
  return {
    caller,
    ports,
    clock: ports.clock,
    log: ports.log.child({ system: caller }),
    tx: work => ports.db.transaction('ci_system', null, work),
  }
}

/**
 * Reaches from an account's transaction into the directory (a code is taken, and the pairing made, both or neither).
 * Statements of `work` see no account's rows; when it throws, the whole transaction is lost.
 */
export async function inDirectory<T>(tx: Tx, _caller: SystemCaller, work: () => Promise<T>): Promise<T> {
  await sql`select set_config('role', 'ci_system', true)`.execute(tx)
  const result = await work()
  await sql`select set_config('role', 'ci_app', true)`.execute(tx)
  return result
}
