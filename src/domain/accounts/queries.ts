import type { Tx } from '../../platform/db.ts'
import type { MemberRole } from './contract.ts'

/** The account of the transaction, as its own people see it. */
export async function findAccount(tx: Tx) {
  return tx
    .selectFrom('app.accounts')
    .select(['account_id as id', 'name', 'state', 'branding', 'time_zone as timeZone', 'language'])
    .select('minimum_age as minimumAge')
    .executeTakeFirstOrThrow()
}
export type AccountRow = Awaited<ReturnType<typeof findAccount>>

export async function insertAccount(
  tx: Tx,
  account: {
    id: string
    name: string
    timeZone: string
    branding?: Record<string, unknown>
    state: 'unverified' | 'verified'
    at: Date
  },
): Promise<void> {
  await tx
    .insertInto('app.accounts')
    .values({
      account_id: account.id,
      name: account.name,
      time_zone: account.timeZone,
      branding: JSON.stringify(account.branding ?? {}),
      state: account.state,
      created_at: account.at,
      verified_at: account.state === 'verified' ? account.at : null,
    })
    .execute()
}

/** Answers whether it waited for that. */
export async function verifyAccount(tx: Tx, accountId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('app.accounts')
    .set({ state: 'verified', verified_at: at })
    .where('account_id', '=', accountId)
    .where('state', '=', 'unverified')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function insertMember(
  tx: Tx,
  member: { accountId: string; personId: string; role: MemberRole; at: Date },
): Promise<void> {
  await tx
    .insertInto('app.members')
    .values({ account_id: member.accountId, person_id: member.personId, role: member.role, created_at: member.at })
    .execute()
}

/** Of a person, across accounts: for sign-in. */
export async function membershipsOf(tx: Tx, personId: string): Promise<{ accountId: string; role: MemberRole }[]> {
  const rows = await tx
    .selectFrom('app.members')
    .select(['account_id as accountId', 'role'])
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .orderBy('account_id')
    .execute()
  return rows.map(row => ({ ...row, role: row.role as MemberRole }))
}

export async function selectApiKeys(tx: Tx) {
  return tx
    .selectFrom('app.api_keys')
    .select(['id', 'name', 'hint', 'scopes', 'created_at as createdAt', 'revoked_at as revokedAt'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export async function insertApiKey(
  tx: Tx,
  accountId: string,
  key: { id: string; name: string; hint: string; scopes: string[]; secretHash: Buffer; by: string; createdAt: Date },
): Promise<void> {
  const both = { account_id: accountId, id: key.id, scopes: key.scopes, created_at: key.createdAt }
  await tx
    .insertInto('directory.credentials')
    .values({ ...both, kind: 'api-key', secret_hash: key.secretHash })
    .execute()
  await tx
    .insertInto('app.api_keys')
    .values({ ...both, name: key.name, hint: key.hint, created_by: key.by })
    .execute()
}

/** Answers whether there was one to end. */
export async function endApiKey(tx: Tx, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('app.api_keys')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await tx
    .updateTable('directory.credentials')
    .set({ ended_at: at, end_reason: 'revoked' })
    .where('id', '=', id)
    .execute()
  return true
}
