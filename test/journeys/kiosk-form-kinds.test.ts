import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FormDraft, publishForm } from '../../src/domain/forms/index.ts'
import { until } from '../support/until.ts'
import { openStreet, type Street } from './support.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-GB' }

/** Asks no name, has one language, three things to agree to and a code without bars. */
const sparse: FormDraft = {
  name: 'Sparse',
  languages: ['en'],
  fields: [
    { key: 'birthday', required: false },
    { key: 'email', required: true },
    { key: 'phone', required: false },
  ],
  words: { invitation: { en: 'Join us' }, promise: {}, thanks: {}, offer: {} },
  consents: (['email', 'sms', 'profiling'] as const).map(purpose => ({
    purpose,
    required: false,
    texts: { en: { text: `Yes to ${purpose}`, details: purpose === 'sms' ? null : `What ${purpose} means` } },
  })),
  offer: { code: 'LOAF', barcode: null },
}

let street: Street
beforeAll(async () => {
  street = await openStreet({ form: sparse })
})
afterAll(() => street.close())

async function openForm(): Promise<Page> {
  const context = await street.browser.newContext(phone)
  const page = await context.newPage()
  await page.goto(street.phoneFormUrl)
  return page
}
/** What the shop's phones ask from now on. */
async function ask(form: FormDraft): Promise<void> {
  await street.scope.tx(async tx => {
    const stores = tx.selectFrom('app.stores').select('form_id')
    const store = await stores.where('id', '=', street.storeId).executeTakeFirstOrThrow()
    await publishForm(tx, street.scope, form, store.form_id ?? undefined)
  })
}
const main = (page: Page) => page.locator('.button.main').last()

test('a form of another kind: a birthday, an address, three boxes on a screen of their own, a code without bars', async () => {
  const page = await openForm()
  await page.getByRole('heading', { name: 'When is your birthday?' }).waitFor()
  expect(await page.getByRole('combobox', { name: 'Language' }).count()).toBe(0)
  expect(await page.locator('.promise').count()).toBe(0)
  await main(page).click()
  await page.locator('#q-email').fill('ada@example.com')
  expect(await page.locator('#q-email').getAttribute('enterkeyhint')).toBe('next')
  expect(await page.locator('#q-phone').getAttribute('enterkeyhint')).toBe('go')
  await page.locator('#q-email').press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('q-phone')
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: 'What may we send you?' }).waitFor()
  expect(await page.getByRole('button', { name: 'What this means' }).count()).toBe(2)
  await page.getByRole('button', { name: 'What this means' }).first().click()
  const sheet = page.getByRole('dialog')
  await sheet.getByText('What email means').click()
  expect(await sheet.isVisible()).toBe(true)
  await page.mouse.click(5, 5)
  await sheet.waitFor({ state: 'detached' })
  await page.locator('#q-consent-sms').check({ force: true })
  await page.locator('#q-consent-sms').press('Enter')

  await page.getByText('Show this at the till.').waitFor()
  await page.getByText('Your welcome code').waitFor()
  expect(await page.locator('.voucher-plain .voucher-code').textContent()).toBe('LOAF')
  expect(await page.locator('.barcode').count()).toBe(0)
  const rows = await street.signups()
  expect(rows).toMatchObject([{ email: 'ada@example.com', first_name: null, offer_code: 'LOAF' }])
  await page.context().close()
})

test('with no code there is a thank you; a code for scanners has bars', async () => {
  await ask({ ...sparse, consents: [], fields: [{ key: 'email', required: true }], offer: null })
  const bare = await openForm()
  await bare.locator('#q-email').fill('grace@example.com')
  expect(await bare.locator('#q-email').getAttribute('enterkeyhint')).toBe('go')
  await bare.locator('#q-email').press('Enter')
  await bare.locator('.thanks').waitFor()
  expect([await bare.locator('.thanks-line').textContent(), await bare.locator('.voucher').count()]).toEqual(['', 0])
  await bare.context().close()

  await ask({ ...sparse, consents: [], offer: { code: '4006381333931', barcode: 'ean13' } })
  const barred = await openForm()
  await main(barred).click()
  await barred.locator('#q-email').fill('emmy@example.com')
  await main(barred).click()
  await barred.locator('.barcode').waitFor()
  expect(await barred.locator('.voucher-plain').count()).toBe(0)
  await barred.context().close()
})

test('where the numbering plans do not come, a number is taken as it is typed', async () => {
  await ask({ ...sparse, consents: [] })
  const context = await street.browser.newContext(phone)
  const page = await context.newPage()
  await page.route(/assets\/phone.*\.js/, route => route.abort())
  await page.goto(street.phoneFormUrl)
  await main(page).click()
  await page.locator('#q-email').fill('hypatia@example.com')
  const country = page.getByRole('combobox', { name: 'Country of the number' })
  expect(await country.locator('option').allTextContents()).toEqual(['NL'])
  await page.locator('#q-phone').fill('0612345678')
  await main(page).click()
  await page.getByText('Please type it with the country in front').waitFor()
  await page.locator('#q-phone').fill('+31612345678')
  await main(page).click()
  await page.locator('.thanks').waitFor()
  await until(async () => (await street.signups()).some(row => row.phone === '+31612345678'))
  await context.close()
})

test('a busy server is asked again by itself; what is too much is said, and can be shortened', async () => {
  await ask({ ...sparse, consents: [] })
  const page = await openForm()
  const answers = [429, 413]
  await page.route('**/signups', route => {
    const status = answers.shift()
    return status ? route.fulfill({ status, body: '' }) : route.continue()
  })
  await main(page).click()
  await page.locator('#q-email').fill('maryam@example.com')
  await main(page).click()
  await page.getByText('That is more than we can take.').waitFor()
  expect(answers).toEqual([])
  // Who corrects something has been told.
  await page.locator('#q-email').fill('maryam@example.org')
  expect(await page.getByText('That is more than we can take.').count()).toBe(0)
  await main(page).click()
  await page.locator('.thanks').waitFor()
  expect((await street.signups()).filter(row => row.email?.startsWith('maryam'))).toHaveLength(1)
  await page.context().close()
})

test('a form that is taken out of the history again is an empty one', async () => {
  const page = await openForm()
  await main(page).click()
  const show = (persisted: boolean) =>
    page.evaluate(was => void window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: was })), persisted)
  await page.locator('#q-email').fill('sophie@example.com')
  await show(false)
  expect(await page.locator('#q-email').inputValue()).toBe('sophie@example.com')
  const loaded = page.waitForEvent('load')
  await show(true)
  await loaded
  await page.getByRole('heading', { name: 'When is your birthday?' }).waitFor()
  await main(page).click()
  expect(await page.locator('#q-email').inputValue()).toBe('')
  await page.context().close()
})
