import { hashPassword, verifyPassword } from 'better-auth/crypto'
import type { Tx } from '../../platform/db.ts'
import { sqlState } from '../../platform/db.ts'
import { randomToken, sha256 } from '../../platform/ids.ts'

/*
 * The rows of the directory that belong to people. better-auth reads what is written here, so the shapes are its own.
 */

export { hashPassword }

export type Person = { id: string; name: string; email: string; emailVerified: boolean }

export async function personByEmail(tx: Tx, email: string): Promise<Person | undefined> {
  return tx
    .selectFrom('directory.people')
    .select(['id', 'name', 'email', 'email_verified as emailVerified'])
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst()
}

/** Answers false when somebody has this address already. */
export async function insertPerson(
  tx: Tx,
  person: {
    id: string
    loginId: string
    name: string
    email: string
    passwordHash: string
    verified: boolean
    at: Date
  },
): Promise<void> {
  const stamps = { created_at: person.at, updated_at: person.at }
  await tx
    .insertInto('directory.people')
    .values({
      id: person.id,
      name: person.name,
      email: person.email.toLowerCase(),
      email_verified: person.verified,
      ...stamps,
    })
    .execute()
  await tx
    .insertInto('directory.logins')
    .values({
      id: person.loginId,
      person_id: person.id,
      provider_id: 'credential',
      provider_account_id: person.id,
      password: person.passwordHash,
      ...stamps,
    })
    .execute()
}

export function isAddressTaken(error: unknown): boolean {
  return sqlState(error) === '23505'
}

export async function hasPassword(tx: Tx, personId: string, password: string): Promise<boolean> {
  const login = await tx
    .selectFrom('directory.logins')
    .select('password as hash')
    .where('person_id', '=', personId)
    .where('provider_id', '=', 'credential')
    .executeTakeFirst()
  return login?.hash != null && verifyPassword({ hash: login.hash, password })
}

export async function replacePassword(tx: Tx, personId: string, passwordHash: string, at: Date): Promise<void> {
  await tx
    .updateTable('directory.logins')
    .set({ password: passwordHash, updated_at: at })
    .where('person_id', '=', personId)
    .where('provider_id', '=', 'credential')
    .execute()
  await tx.deleteFrom('directory.sessions').where('person_id', '=', personId).execute()
}

export async function markVerified(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx
    .updateTable('directory.people')
    .set({ email_verified: true, updated_at: at })
    .where('id', '=', personId)
    .execute()
}

/** What a link in a mail is for. */
export type LinkPurpose = 'confirm-email' | 'reset-password'

/** Makes a token for one use; only its hash is stored. Older links for the same purpose stop working. */
export async function issueToken(
  tx: Tx,
  link: { purpose: LinkPurpose; personId: string; id: string; at: Date; lifeMs: number },
): Promise<string> {
  const token = randomToken(32)
  await dropTokens(tx, link.purpose, link.personId)
  await tx
    .insertInto('directory.verifications')
    .values({
      id: link.id,
      identifier: identifierOf(link.purpose, token),
      value: link.personId,
      expires_at: new Date(link.at.getTime() + link.lifeMs),
      created_at: link.at,
      updated_at: link.at,
    })
    .execute()
  return token
}

/** Links of this purpose that this person has been sent stop working. */
export async function dropTokens(tx: Tx, purpose: LinkPurpose, personId: string): Promise<void> {
  await tx
    .deleteFrom('directory.verifications')
    .where('value', '=', personId)
    .where('identifier', 'like', `${purpose}:%`)
    .execute()
}

/** Uses up a token: answers whose it was, or undefined when it is unknown, used or too old. */
export async function useToken(tx: Tx, purpose: LinkPurpose, token: string, at: Date): Promise<string | undefined> {
  const row = await tx
    .deleteFrom('directory.verifications')
    .where('identifier', '=', identifierOf(purpose, token))
    .where('expires_at', '>', at)
    .returning('value')
    .executeTakeFirst()
  return row?.value
}

function identifierOf(purpose: LinkPurpose, token: string): string {
  return `${purpose}:${sha256(token).toString('base64url')}`
}
