import { afterAll, beforeAll, expect, test } from 'vitest'
import { asRole, openShop, type Shop } from '../../../test/builders/office.ts'
import { testPorts } from '../../../test/builders/ports.ts'
import { onDatabase } from '../../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { sha256 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'
import { createStore } from '../stores/index.ts'
import { formListSchema, storefrontSchema } from './contract.ts'
import { listForms, publishedForm, storefront } from './forms.ts'
import { publishForm } from './publish.ts'
import { welcomeTemplate } from './template.ts'

let database: TestDatabase
let ports: Ports
let shop: Shop

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url)
  shop = await openShop(ports)
})
afterAll(async () => {
  await ports.close()
  await database.close()
})

test('a form goes out in numbered versions, and a text that did not change keeps its own', async () => {
  const first = await shop.scope.tx(tx => publishedForm(tx, shop.formId))
  const draft = welcomeTemplate('Madder & Rye', { code: 'RYE-7K4M', barcode: 'code128' })
  const english = draft.consents[0]?.texts.en
  if (english) english.text = 'Yes, write to me.'
  const second = await shop.scope.tx(tx => publishForm(tx, shop.scope, draft, shop.formId))
  expect(second).toMatchObject({
    formId: shop.formId,
    version: 2,
    name: 'Welcome',
    definition: { offer: { code: 'RYE-7K4M' } },
  })
  expect(await shop.scope.tx(tx => publishedForm(tx, shop.formId))).toEqual(second)
  const [before, after] = [first, second].map(form => form?.definition.consents[0]?.texts)
  expect(after?.en).toMatchObject({ version: 2, text: 'Yes, write to me.' })
  expect(after?.en?.id).not.toBe(before?.en?.id)
  expect(after?.nl).toEqual(before?.nl)
})

test('the hash of a consent text covers all that could be read', async () => {
  const rows = await onDatabase(
    database.adminUrl,
    async client => (await client.query('select text, details, text_hash from app.consent_texts')).rows,
  )
  expect(rows).toHaveLength(5)
  for (const row of rows) expect(row.text_hash.equals(sha256(`${row.text}\n\n${row.details}`))).toBe(true)
  const draft = welcomeTemplate('Madder & Rye')
  draft.consents = [{ purpose: 'terms', required: true, texts: { en: { text: 'House rules', details: null } } }]
  const form = await shop.scope.tx(tx => publishForm(tx, shop.scope, draft))
  expect(form.version).toBe(1)
})

test('what was published cannot be changed by anybody', async () => {
  for (const statement of [
    `update app.form_versions set version = 9`,
    `update app.consent_texts set text = 'else'`,
    `delete from app.form_versions`,
  ]) {
    const { sql } = await import('kysely')
    await expect(shop.scope.tx(tx => sql.raw(statement).execute(tx))).rejects.toThrow('permission denied')
  }
})

test('a storefront is all that a screen needs; a store without a form has none', async () => {
  const front = await shop.scope.tx(tx => storefront(tx, shop.storeId))
  expect(storefrontSchema.parse(front)).toEqual(front)
  expect(front).toMatchObject({ account: { branding: { colour: '#1a4037', logo: null } }, form: { version: 2 } })
  await expect(shop.scope.tx(tx => storefront(tx, shop.formId))).rejects.toMatchObject({ code: 'not-found' })
  expect(await shop.scope.tx(tx => publishedForm(tx, shop.storeId))).toBeUndefined()
  const bare = await openShop(ports, { name: 'Bare', email: 'grace@example.com' })
  await onDatabase(database.adminUrl, client =>
    client.query('update app.stores set form_id = null where account_id = $1', [bare.accountId]),
  )
  const { id } = await createStore(bare.scope, { name: 'Empty', country: 'NL', timeZone: 'Europe/Amsterdam' })
  await expect(bare.scope.tx(tx => storefront(tx, id))).rejects.toMatchObject({ code: 'not-found' })
})

test('the list shows each form once, with the stores that show it', async () => {
  const items = await listForms(asRole(shop.scope, 'viewer'))
  expect(formListSchema.parse({ items })).toEqual({ items })
  expect(items.map(form => [form.version, form.stores.map(store => store.id)])).toEqual([
    [2, [shop.storeId]],
    [1, []],
  ])
})

test('the template asks in four languages, and every text is there in each', () => {
  const { languages, words, consents } = welcomeTemplate('Madder & Rye')
  for (const texts of [...Object.values(words), ...consents.map(consent => consent.texts)]) {
    expect(Object.keys(texts)).toEqual(languages)
  }
})

test('a tablet waits in the language of its country, in English where we do not speak it', () => {
  const first = (country: string) => welcomeTemplate('Madder & Rye', null, country).languages[0]
  expect(['AT', 'BE', 'FR', 'PL'].map(first)).toEqual(['de', 'nl', 'fr', 'en'])
  expect(welcomeTemplate('Madder & Rye', null, 'DE').languages).toEqual(['de', 'en', 'nl', 'fr'])
})

test('a viewer publishes nothing', async () => {
  const viewer = asRole(shop.scope, 'viewer')
  await expect(viewer.tx(tx => publishForm(tx, viewer, welcomeTemplate('No')))).rejects.toMatchObject({
    code: 'forbidden',
  })
})
