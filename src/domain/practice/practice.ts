import { sql } from 'kysely'
import { Problem } from '../../platform/errors.ts'
import { sha256, uuidv7 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'
import { accountScope, type Scope, systemScope } from '../../platform/scope.ts'

export const moods = ['well', 'slow', 'down', 'refusing', 'silent'] as const
/** How the practice CRM behaves: as it should; 3 s late; 503; 401; stores what it gets and never answers. */
export type Mood = (typeof moods)[number]

export type PracticeContact = {
  id: string
  fields: Record<string, unknown>
  createdAt: Date
  updatedAt: Date
  /** How often it was written. */
  writes: number
}

/**
 * The address and key of the account's practice CRM, which is made on first use. The same ones each time: the key is derived from
 * the master key, and only its hash is stored.
 */
export async function openPracticeCrm(scope: Scope): Promise<{ url: string; token: string }> {
  const token = `practice_${scope.ports.keyring.derive(`practice:${scope.accountId}`, 24).toString('base64url')}`
  const token_hash = sha256(token)
  await scope.tx(tx =>
    tx
      .insertInto('app.practice_settings')
      .values({ account_id: scope.accountId, token_hash })
      .onConflict(conflict => conflict.column('account_id').doUpdateSet({ token_hash }))
      .execute(),
  )
  return { url: `${practiceOrigin(scope.ports)}/practice-crm/api`, token }
}

/** Where it answers: at this machine alone, which in a shop's network is not the address that tablets use. */
export function practiceOrigin({ ownOrigins, publicUrl }: Pick<Ports, 'ownOrigins' | 'publicUrl'>): string {
  return ownOrigins[0] ?? publicUrl
}

/** Whose key this is, with the mood the caller meets. Throws `Problem('unauthenticated')` for a key that nobody has. */
export async function knowCaller(ports: Ports, token: string): Promise<{ scope: Scope; mood: Mood }> {
  const found = await systemScope(ports, 'practice').tx(tx =>
    tx
      .selectFrom('app.practice_settings')
      .select(['account_id', 'mood'])
      .where('token_hash', '=', sha256(token))
      .executeTakeFirst(),
  )
  if (!found) throw new Problem('unauthenticated', 'This key is not known here')
  return { scope: practiceScope(ports, found.account_id), mood: found.mood as Mood }
}

/** The accounts of this machine, oldest first: the page shows one of them at a time. */
export async function listPracticeAccounts(ports: Ports): Promise<{ id: string; name: string }[]> {
  return systemScope(ports, 'practice').tx(tx =>
    tx.selectFrom('app.accounts').select(['account_id as id', 'name']).orderBy('created_at').limit(50).execute(),
  )
}

export function practiceScope(ports: Ports, accountId: string): Scope {
  return accountScope(ports, accountId, { kind: 'system', id: 'practice' })
}

export async function readMood(scope: Scope): Promise<Mood> {
  const found = await scope.tx(tx =>
    tx.selectFrom('app.practice_settings').select('mood').where('account_id', '=', scope.accountId).executeTakeFirst(),
  )
  return (found?.mood ?? 'well') as Mood
}

export async function changeMood(scope: Scope, mood: Mood): Promise<void> {
  await scope.tx(tx =>
    tx.updateTable('app.practice_settings').set({ mood }).where('account_id', '=', scope.accountId).execute(),
  )
}

/** Newest first. */
export async function listContacts(scope: Scope, limit = 200): Promise<PracticeContact[]> {
  return scope.tx(tx =>
    contactsOf(tx, scope).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute(),
  )
}

/** Exact matches, e-mail addresses in any case. */
export async function findContacts(scope: Scope, field: string, value: string): Promise<PracticeContact[]> {
  return scope.tx(tx =>
    contactsOf(tx, scope)
      .where(sql<boolean>`lower(fields->>${field}) = lower(${value})`)
      .orderBy('created_at')
      .limit(20)
      .execute(),
  )
}

export async function readContact(scope: Scope, id: string): Promise<PracticeContact> {
  const contact = await scope.tx(tx => contactsOf(tx, scope).where('id', '=', id).executeTakeFirst())
  if (!contact) throw new Problem('not-found', 'There is no such contact')
  return contact
}

/** Makes a contact, whoever is there already: like many a CRM, it leaves it to others to look. */
export async function createContact(scope: Scope, fields: Record<string, unknown>): Promise<PracticeContact> {
  const id = uuidv7(scope.clock)
  const now = new Date(scope.clock.now())
  await scope.tx(tx =>
    tx
      .insertInto('app.practice_contacts')
      .values({ account_id: scope.accountId, id, fields: JSON.stringify(fields), created_at: now, updated_at: now })
      .execute(),
  )
  return { id, fields, createdAt: now, updatedAt: now, writes: 1 }
}

/** Fields that are not named stay as they are. Throws `Problem('not-found')`. */
export async function updateContact(
  scope: Scope,
  id: string,
  fields: Record<string, unknown>,
): Promise<PracticeContact> {
  const updated = await scope.tx(tx =>
    tx
      .updateTable('app.practice_contacts')
      .set(eb => ({
        fields: eb('fields', '||', JSON.stringify(fields)),
        updated_at: new Date(scope.clock.now()),
        writes: eb('writes', '+', 1),
      }))
      .where('account_id', '=', scope.accountId)
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  if (updated.numUpdatedRows === 0n) throw new Problem('not-found', 'There is no such contact')
  return readContact(scope, id)
}

/** Starts over with no contacts. */
export async function emptyPracticeCrm(scope: Scope): Promise<void> {
  await scope.tx(tx => tx.deleteFrom('app.practice_contacts').where('account_id', '=', scope.accountId).execute())
}

function contactsOf(tx: Parameters<Parameters<Scope['tx']>[0]>[0], scope: Scope) {
  return tx
    .selectFrom('app.practice_contacts')
    .select(['id', 'fields', 'created_at as createdAt', 'updated_at as updatedAt', 'writes'])
    .where('account_id', '=', scope.accountId)
    .$castTo<PracticeContact>()
}
