import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'
import type { Scope } from '../../platform/scope.ts'
import { type AccountRow, allow, findAccount } from '../accounts/index.ts'
import { findStore, findStores, type StoreRow } from '../stores/index.ts'
import { brandingSchema, type FormView, type PublishedForm, type Storefront } from './contract.ts'
import { selectPublished } from './queries.ts'

export async function listForms(scope: Scope): Promise<FormView[]> {
  allow(scope, 'forms.read')
  return scope.tx(async tx => {
    const [forms, stores, account] = [await selectPublished(tx), await findStores(tx), await findAccount(tx)]
    return forms.map(form => ({
      ...form,
      publishedAt: form.publishedAt.toISOString(),
      account: faceOf(account),
      stores: stores.filter(store => store.formId === form.formId).map(placeOf),
    }))
  })
}

/** The latest published version of a form; undefined when the account has no such form. */
export async function publishedForm(tx: Tx, formId: string): Promise<PublishedForm | undefined> {
  const [form] = await selectPublished(tx, formId)
  if (!form) return undefined
  const { publishedAt: _, ...published } = form
  return published
}

/**
 * Everything a screen at this store needs to take a sign-up.
 * @throws Problem not-found when there is no such store, or it shows no form
 */
export async function storefront(tx: Tx, storeId: string): Promise<Storefront> {
  const store = await findStore(tx, storeId)
  const form = store?.formId ? await publishedForm(tx, store.formId) : undefined
  if (!store || !form) throw new Problem('not-found', 'This store shows no form')
  return { account: faceOf(await findAccount(tx)), store: placeOf(store), form }
}

function faceOf(account: AccountRow): Storefront['account'] {
  return {
    name: account.name,
    branding: brandingSchema.parse(account.branding ?? {}),
    minimumAge: account.minimumAge,
  }
}

function placeOf({ id, name, country, timeZone }: StoreRow): Storefront['store'] {
  return { id, name, country, timeZone }
}
