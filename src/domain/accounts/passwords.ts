import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/ids.ts'
import { limitedAddress, spend } from '../../platform/limits.ts'
import type { Ports } from '../../platform/ports.ts'
import { systemScope } from '../../platform/scope.ts'
import { audit } from './audit.ts'
import { inAccountsOf, verifyAccountsOf } from './confirmation.ts'
import { resetMail } from './mails.ts'
import * as people from './people.ts'
import { post } from './post.ts'
import { atLeast } from './timing.ts'

const linkLifeMs = 60 * 60 * 1000
const perHour = { max: 20, perMs: 60 * 60 * 1000 }

/** Mails a link to choose a new password, if there is somebody with this address; the caller learns nothing about that. */
export async function requestReset(ports: Ports, email: string, from: { address: string }): Promise<void> {
  await spend(ports, `mail:${limitedAddress(from.address)}`, perHour)
  await atLeast(ports.clock, () =>
    systemScope(ports, 'sign-in').tx(async tx => {
      const person = await people.personByEmail(tx, email)
      if (!person) return
      await post(tx, resetMail(ports, person, await resetLink(ports, tx, person.id)))
    }),
  )
}

/** Inside the directory: makes the token of a link by which a new password is chosen, once. */
export function resetLink(ports: Ports, tx: Tx, personId: string): Promise<string> {
  const at = new Date(ports.clock.now())
  return people.issueToken(tx, {
    purpose: 'reset-password',
    personId,
    id: uuidv7(ports.clock),
    at,
    lifeMs: linkLifeMs,
  })
}

/**
 * Sets a new password and ends every session of the person. Who could open the mail owns the address, so it is confirmed
 * as well: whoever registered it before them knows the old password only.
 * @throws Problem gone for a link that is unknown, used or too old; too-many
 */
export async function resetPassword(
  ports: Ports,
  input: { token: string; password: string },
  from: { address: string },
): Promise<void> {
  // Hashing a password is dear, and whoever asks for it here is known to nobody.
  await spend(ports, `reset:${limitedAddress(from.address)}`, perHour)
  const passwordHash = await people.hashPassword(input.password)
  const personId = await systemScope(ports, 'sign-in').tx(async tx => {
    const at = new Date(ports.clock.now())
    const owner = await people.useToken(tx, 'reset-password', input.token, at)
    if (owner === undefined) return undefined
    await people.replacePassword(tx, owner, passwordHash, at)
    await people.markVerified(tx, owner, at)
    return owner
  })
  if (personId === undefined) throw new Problem('gone', 'This link has been used or is too old. Ask for a new one.')
  await inAccountsOf(ports, personId, (tx, scope) => audit(tx, scope, 'choose new password', personId))
  await verifyAccountsOf(ports, personId)
}
