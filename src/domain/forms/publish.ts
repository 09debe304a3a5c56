import type { Tx } from '../../platform/db.ts'
import { sha256, uuidv7 } from '../../platform/ids.ts'
import type { Scope } from '../../platform/scope.ts'
import { allow, audit } from '../accounts/index.ts'
import type { FormDefinition, PublishedForm } from './contract.ts'
import * as queries from './queries.ts'

type Consent = FormDefinition['consents'][number]
/** A form before its consent texts have become rows that a sign-up can point at. */
export type FormDraft = Omit<FormDefinition, 'consents'> & {
  name: string
  consents: (Omit<Consent, 'texts'> & { texts: Record<string, { text: string; details: string | null }> })[]
}

/**
 * Publishes a draft as the next version of `formId`, or as the first version of a new form. Published versions and
 * consent texts never change; a text that says what it said before stays the version it was.
 */
export async function publishForm(tx: Tx, scope: Scope, draft: FormDraft, formId?: string): Promise<PublishedForm> {
  allow(scope, 'forms.publish')
  const at = new Date(scope.clock.now())
  const [before] = formId === undefined ? [] : await queries.selectPublished(tx, formId)
  const form = before ?? { formId: uuidv7(scope.clock), name: draft.name, version: 0 }
  if (!before) await queries.insertForm(tx, scope.accountId, { id: form.formId, name: draft.name, at })
  const { name: _, ...asked } = draft
  const definition: FormDefinition = { ...asked, consents: await keepConsents(tx, scope, draft.consents, at) }
  const versionId = uuidv7(scope.clock)
  const version = form.version + 1
  await queries.insertVersion(tx, scope.accountId, { id: versionId, formId: form.formId, version, definition, at })
  await audit(tx, scope, 'publish form', form.formId, { version })
  return { formId: form.formId, versionId, version, name: form.name, definition }
}

async function keepConsents(tx: Tx, scope: Scope, drafts: FormDraft['consents'], at: Date): Promise<Consent[]> {
  const consents: Consent[] = []
  for (const draft of drafts) {
    const texts: Consent['texts'] = {}
    for (const [language, { text, details }] of Object.entries(draft.texts)) {
      const kept = await keepText(tx, scope, { purpose: draft.purpose, language, text, details }, at)
      texts[language] = { id: kept.id, version: kept.version, text, details }
    }
    consents.push({ ...draft, texts })
  }
  return consents
}

async function keepText(
  tx: Tx,
  scope: Scope,
  wanted: { purpose: string; language: string; text: string; details: string | null },
  at: Date,
): Promise<{ id: string; version: number }> {
  const hash = consentHash(wanted)
  const latest = await queries.latestConsentText(tx, wanted.purpose, wanted.language)
  if (latest?.hash.equals(hash)) return latest
  const text = { ...wanted, id: uuidv7(scope.clock), version: (latest?.version ?? 0) + 1, hash }
  await queries.insertConsentText(tx, scope.accountId, text, at)
  return text
}

/** SHA-256 of what the shopper could read: the text and, after an empty line, the details. */
export function consentHash({ text, details }: { text: string; details: string | null }): Buffer {
  return sha256(details === null ? text : `${text}\n\n${details}`)
}
