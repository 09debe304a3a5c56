import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { openStreet, type Street } from './support.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let street: Street
beforeAll(async () => {
  street = await openStreet()
})
afterAll(() => street.close())

test('the same form on the shopper’s own phone: filled in by the browser, in its language, sent once', async () => {
  const context = await street.browser.newContext({ ...phone, locale: 'nl-NL' })
  const page = await context.newPage()
  await page.goto(street.phoneFormUrl)
  await page.getByRole('heading', { name: 'Hoe heet je?' }).waitFor()
  expect(await page.title()).toBe('Madder & Rye')
  expect(await page.locator('#q-firstName').getAttribute('autocomplete')).toBe('given-name')
  await page.locator('#q-firstName').fill('Ada')
  await page.getByRole('button', { name: 'Verder' }).click()
  await page.locator('#q-email').fill('ada@example.com')
  expect(await page.locator('#q-email').getAttribute('autocomplete')).toBe('email')

  await context.setOffline(true)
  await page.getByRole('button', { name: 'Schrijf me in' }).click()
  await page.getByText('Even geen verbinding.').waitFor()
  await context.setOffline(false)
  await page.getByText('Dank je wel, Ada.').waitFor()
  const rows = await until(async () => {
    const found = await street.signups()
    return found.length > 0 ? found : undefined
  })
  expect(rows).toMatchObject([
    { state: 'accepted', first_name: 'Ada', number: null, language: 'nl', offer_code: 'RYE-7K4M' },
  ])

  await page.reload()
  await page.locator('#q-firstName').waitFor()
  expect(await page.content()).not.toContain('ada@example.com')
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
  await context.close()
})

test('an answer that was lost on the way does not make a second sign-up', async () => {
  const context = await street.browser.newContext({ ...phone, locale: 'en-GB' })
  const page = await context.newPage()
  let lost = 0
  await page.route('**/signups', async route => {
    if (lost++ > 0) return route.continue()
    await route.fetch()
    await route.abort()
  })
  await page.goto(street.phoneFormUrl)
  await page.locator('#q-firstName').fill('Grace')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('#q-email').fill('grace@example.com')
  await page.getByRole('button', { name: 'Sign me up' }).click()
  await page.getByText('Thank you, Grace.').waitFor()
  expect((await street.signups()).filter(row => row.email === 'grace@example.com')).toHaveLength(1)
  await context.close()
})

test('a refusal is said in words, and the hand can correct it', async () => {
  const context = await street.browser.newContext({ ...phone, locale: 'en-GB' })
  const page = await context.newPage()
  await page.route('**/signups', route => route.fulfill({ status: 422, json: { code: 'invalid' } }))
  await page.goto(street.phoneFormUrl)
  await page.locator('#q-firstName').fill('Grace')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('#q-email').fill('grace2@example.com')
  await page.getByRole('button', { name: 'Sign me up' }).click()
  await page.getByText('Something in what you typed could not be taken.').waitFor()
  await page.unroute('**/signups')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Thank you, Grace.').waitFor()
  await context.close()
})

test('an old code says where to get a new one; a silent server is asked again', async () => {
  const context = await street.browser.newContext({ ...phone, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(`${street.url}/f/AAAAAAAAAAAAAAAAAAAAAA`)
  await page.getByRole('heading', { name: 'This code is no longer in use' }).waitFor()
  await page.route('**/public/api/**', route => route.fulfill({ status: 503, body: 'busy' }))
  await page.goto(street.phoneFormUrl)
  await page.getByRole('heading', { name: 'We cannot reach the shop just now.' }).waitFor()
  await page.unroute('**/public/api/**')
  await page.locator('#q-firstName').waitFor()
  await context.close()
})
