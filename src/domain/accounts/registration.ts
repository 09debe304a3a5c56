import type * as z from 'zod/mini'
import type { Tx } from '../../platform/db.ts'
import { randomToken, uuidv7 } from '../../platform/ids.ts'
import { limitedAddress, spend } from '../../platform/limits.ts'
import type { Ports } from '../../platform/ports.ts'
import { accountScope, inDirectory, type Scope, systemScope } from '../../platform/scope.ts'
import { audit } from './audit.ts'
import { confirmationLink } from './confirmation.ts'
import type { registrationSchema } from './contract.ts'
import { alreadyRegisteredMail, confirmationMail, secondRegistrationMail } from './mails.ts'
import { resetLink } from './passwords.ts'
import * as people from './people.ts'
import { post } from './post.ts'
import { insertAccount, insertMember } from './queries.ts'
import { atLeast } from './timing.ts'

/** What a new account begins with besides its owner: the rooms of stores and forms say it, this one only lets them. */
export type Furnish = (
  tx: Tx,
  scope: Scope,
  shop: { name: string; country: string; timeZone: string },
) => Promise<unknown>

const perHour = { max: 20, perMs: 60 * 60 * 1000 }

/** Registers a shop and its owner. Whoever watches cannot tell by the answer or by its time whether the address was known. */
export async function register(
  ports: Ports,
  input: z.infer<typeof registrationSchema>,
  from: { address: string; furnish: Furnish },
): Promise<void> {
  await spend(ports, `registration:${limitedAddress(from.address)}`, perHour)
  await atLeast(ports.clock, async () => {
    const passwordHash = await people.hashPassword(input.password)
    const known = await findPerson(ports, input.email)
    if (known) return answerKnown(ports, known, input.password)
    const shop = { name: input.shop, country: input.country, timeZone: input.timeZone }
    try {
      await openAccount(ports, { owner: { ...input, passwordHash, verified: false }, shop }, from.furnish)
    } catch (error) {
      if (!people.isAddressTaken(error)) throw error
      const winner = await findPerson(ports, input.email)
      if (winner) await answerKnown(ports, winner, input.password)
    }
  })
}

/** Makes an account with its owner, all of it or nothing, and lets others furnish it in the same transaction. */
export async function openAccount(
  ports: Ports,
  input: {
    owner: { name: string; email: string; passwordHash: string; verified: boolean }
    shop: { name: string; country: string; timeZone: string; branding?: Record<string, unknown> }
  },
  furnish: Furnish,
): Promise<Scope> {
  const { owner, shop } = input
  const personId = uuidv7(ports.clock)
  const scope = accountScope(ports, uuidv7(ports.clock), { kind: 'member', id: personId, role: 'owner' })
  await scope.tx(async tx => {
    const at = new Date(ports.clock.now())
    await insertAccount(tx, { id: scope.accountId, ...shop, state: owner.verified ? 'verified' : 'unverified', at })
    const token = await inDirectory(tx, 'sign-in', async () => {
      await people.insertPerson(tx, { id: personId, loginId: uuidv7(ports.clock), ...owner, at })
      return owner.verified ? undefined : confirmationLink(ports, tx, personId)
    })
    await insertMember(tx, { accountId: scope.accountId, personId, role: 'owner', at })
    await audit(tx, scope, 'open account', scope.accountId)
    await furnish(tx, scope, shop)
    if (token !== undefined) await post(tx, confirmationMail(ports, owner, token))
  })
  return scope
}

async function answerKnown(ports: Ports, person: people.Person, password: string): Promise<void> {
  const unusable = await people.hashPassword(randomToken(32))
  await systemScope(ports, 'sign-in').tx(async tx => {
    if (person.emailVerified) return post(tx, alreadyRegisteredMail(ports, person))
    if (await people.hasPassword(tx, person.id, password)) {
      return post(tx, confirmationMail(ports, person, await confirmationLink(ports, tx, person.id)))
    }
    // One of the two is a stranger, and we do not know which: neither password counts, and who reads the mail chooses one.
    const at = new Date(ports.clock.now())
    await people.replacePassword(tx, person.id, unusable, at)
    await people.dropTokens(tx, 'confirm-email', person.id)
    return post(tx, secondRegistrationMail(ports, person, await resetLink(ports, tx, person.id)))
  })
}

function findPerson(ports: Ports, email: string): Promise<people.Person | undefined> {
  return systemScope(ports, 'sign-in').tx(tx => people.personByEmail(tx, email))
}
