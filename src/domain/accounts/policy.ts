import type { Actor } from '../../platform/scope.ts'
import { type MemberRole, type Verb, verbs } from './contract.ts'

const everyone: readonly MemberRole[] = ['owner', 'manager', 'staff', 'viewer']
const counter: readonly MemberRole[] = ['owner', 'manager', 'staff']
const managers: readonly MemberRole[] = ['owner', 'manager']
const owners: readonly MemberRole[] = ['owner']

/** Who may do what: the whole of it, on one page. */
export const rolesByVerb: Record<Verb, readonly MemberRole[]> = {
  'overview.read': everyone,
  'signups.read': everyone,
  'deliveries.read': everyone,
  'deliveries.replay': counter,
  'connections.read': everyone,
  'connections.change': owners,
  'devices.read': everyone,
  'devices.pair': managers,
  'devices.end': managers,
  'stores.read': everyone,
  'stores.create': managers,
  'stores.change': managers,
  'forms.read': everyone,
  'forms.publish': managers,
  'api-keys.read': managers,
  'api-keys.change': owners,
}

/** What reaches us by a key or from a tablet; the scopes of a key are checked where it is let in. */
const verbsOfKeys: readonly Verb[] = ['signups.read', 'deliveries.read', 'deliveries.replay']
const verbsOfDevices: readonly Verb[] = ['signups.read', 'deliveries.read', 'stores.read', 'forms.read']

/** Whether `actor` may do `verb` within its account. What runs by itself, and the operator, may do all of it. */
export function may(actor: Actor, verb: Verb): boolean {
  if (actor.kind === 'system' || actor.kind === 'operator') return true
  if (actor.kind === 'api-key') return verbsOfKeys.includes(verb)
  if (actor.kind === 'device') return verbsOfDevices.includes(verb)
  return (rolesByVerb[verb] as readonly string[]).includes(actor.role ?? '')
}

/** All that `actor` may do. */
export function verbsOf(actor: Actor): Verb[] {
  return verbs.filter(verb => may(actor, verb))
}
