import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/ids.ts'
import { limitedAddress, spend } from '../../platform/limits.ts'
import type { Ports } from '../../platform/ports.ts'
import { accountScope, type Scope, systemScope } from '../../platform/scope.ts'
import { audit } from './audit.ts'
import { confirmationMail } from './mails.ts'
import * as people from './people.ts'
import { post } from './post.ts'
import { membershipsOf, verifyAccount } from './queries.ts'
import { atLeast } from './timing.ts'

const linkLifeMs = 24 * 60 * 60 * 1000
const perHour = { max: 20, perMs: 60 * 60 * 1000 }

/** Inside the directory: makes the token of a link that confirms an address once. */
export function confirmationLink(ports: Ports, tx: Tx, personId: string): Promise<string> {
  const at = new Date(ports.clock.now())
  return people.issueToken(tx, {
    purpose: 'confirm-email',
    personId,
    id: uuidv7(ports.clock),
    at,
    lifeMs: linkLifeMs,
  })
}

/** Sends the link again, if there is somebody who still needs it; the caller learns nothing about that. */
export async function requestConfirmation(ports: Ports, email: string, from: { address: string }): Promise<void> {
  await spend(ports, `mail:${limitedAddress(from.address)}`, perHour)
  await atLeast(ports.clock, () => sendConfirmation(ports, email))
}

export async function sendConfirmation(ports: Ports, email: string): Promise<void> {
  await systemScope(ports, 'sign-in').tx(async tx => {
    const person = await people.personByEmail(tx, email)
    if (!person || person.emailVerified) return
    await post(tx, confirmationMail(ports, person, await confirmationLink(ports, tx, person.id)))
  })
}

/** @throws Problem gone for a link that is unknown, used or too old */
export async function confirmEmail(ports: Ports, token: string): Promise<void> {
  const personId = await systemScope(ports, 'sign-in').tx(async tx => {
    const at = new Date(ports.clock.now())
    const owner = await people.useToken(tx, 'confirm-email', token, at)
    if (owner !== undefined) await people.markVerified(tx, owner, at)
    return owner
  })
  if (personId === undefined)
    throw new Problem('gone', 'This link has been used or is too old. Sign in to get a new one.')
  await verifyAccountsOf(ports, personId)
}

/** The accounts that waited for their owner's address are verified with it, on the free plan. */
export async function verifyAccountsOf(ports: Ports, personId: string): Promise<void> {
  await inAccountsOf(ports, personId, async (tx, scope) => {
    if (scope.actor.role !== 'owner') return
    const changed = await verifyAccount(tx, scope.accountId, new Date(ports.clock.now()))
    if (changed) await audit(tx, scope, 'verify account', scope.accountId)
  })
}

/** Does `work` in each account of a person, one transaction for each. */
export async function inAccountsOf(
  ports: Ports,
  personId: string,
  work: (tx: Tx, scope: Scope) => Promise<void>,
): Promise<void> {
  const memberships = await systemScope(ports, 'sign-in').tx(tx => membershipsOf(tx, personId))
  for (const { accountId, role } of memberships) {
    const scope = accountScope(ports, accountId, { kind: 'member', id: personId, role })
    await scope.tx(tx => work(tx, scope))
  }
}
