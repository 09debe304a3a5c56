import { Problem } from '../../platform/errors.ts'
import type { Ports } from '../../platform/ports.ts'
import { accountScope, type Scope, systemScope } from '../../platform/scope.ts'
import type { Me } from './contract.ts'
import { verbsOf } from './policy.ts'
import { findAccount, membershipsOf } from './queries.ts'

/**
 * The scope in which a person acts: of the account they ask for, or of the first they became a member of.
 * @throws Problem not-found when they are no member of it, or of none
 */
export async function memberScope(ports: Ports, personId: string, accountId?: string): Promise<Scope> {
  const memberships = await systemScope(ports, 'sign-in').tx(tx => membershipsOf(tx, personId))
  const found = memberships.find(membership => accountId === undefined || membership.accountId === accountId)
  if (!found) throw new Problem('not-found', 'You are no member of such an account')
  return accountScope(ports, found.accountId, { kind: 'member', id: personId, role: found.role })
}

/** The account and the role that a member works in. */
export async function readMe(scope: Scope, person: Me['person']): Promise<Me> {
  const { minimumAge: _, ...account } = await scope.tx(findAccount)
  const { actor, ports } = scope
  return { person, account, role: actor.role as Me['role'], may: verbsOf(actor), demo: ports.config.demo }
}
