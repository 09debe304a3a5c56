import type { Tx } from '../../platform/db.ts'
import type { FormDefinition, PublishedForm } from './contract.ts'

/** The latest version of each form of the account, oldest form first; of one form, when `formId` is given. */
export async function selectPublished(tx: Tx, formId?: string): Promise<(PublishedForm & { publishedAt: Date })[]> {
  const rows = await tx
    .selectFrom('app.form_versions as v')
    .innerJoin('app.forms as f', join =>
      join.onRef('f.account_id', '=', 'v.account_id').onRef('f.id', '=', 'v.form_id'),
    )
    .distinctOn(['f.created_at', 'f.id'])
    .select(['f.id as formId', 'f.name', 'v.id as versionId', 'v.version', 'v.definition'])
    .select('v.published_at as publishedAt')
    .$if(formId !== undefined, query => query.where('f.id', '=', formId as string))
    .orderBy('f.created_at')
    .orderBy('f.id')
    .orderBy('v.version', 'desc')
    .execute()
  return rows.map(row => ({ ...row, definition: row.definition as unknown as FormDefinition }))
}

export async function insertForm(
  tx: Tx,
  accountId: string,
  form: { id: string; name: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('app.forms')
    .values({ account_id: accountId, id: form.id, name: form.name, created_at: form.at })
    .execute()
}

export async function insertVersion(
  tx: Tx,
  accountId: string,
  version: { id: string; formId: string; version: number; definition: FormDefinition; at: Date },
): Promise<void> {
  await tx
    .insertInto('app.form_versions')
    .values({
      account_id: accountId,
      id: version.id,
      form_id: version.formId,
      version: version.version,
      definition: JSON.stringify(version.definition),
      published_at: version.at,
    })
    .execute()
}

export type ConsentText = {
  id: string
  purpose: string
  language: string
  version: number
  text: string
  details: string | null
  hash: Buffer
}

/** The newest consent text for a purpose in a language. */
export async function latestConsentText(tx: Tx, purpose: string, language: string): Promise<ConsentText | undefined> {
  return tx
    .selectFrom('app.consent_texts')
    .select(['id', 'purpose', 'language', 'version', 'text', 'details', 'text_hash as hash'])
    .where('purpose', '=', purpose)
    .where('language', '=', language)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function insertConsentText(tx: Tx, accountId: string, text: ConsentText, at: Date): Promise<void> {
  await tx
    .insertInto('app.consent_texts')
    .values({
      account_id: accountId,
      id: text.id,
      purpose: text.purpose,
      language: text.language,
      version: text.version,
      text: text.text,
      details: text.details,
      text_hash: text.hash,
      created_at: at,
    })
    .execute()
}
