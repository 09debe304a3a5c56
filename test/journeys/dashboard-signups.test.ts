import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addConnection } from '../../src/domain/deliveries/index.ts'
import { onDatabase } from '../builders/retailer.ts'
import { type Office, openOffice, openReceiver, webhookSecret } from './dashboard-office.ts'

let office: Office
let receiver: Awaited<ReturnType<typeof openReceiver>>

beforeAll(async () => {
  office = await openOffice()
  await office.connectPractice()
  receiver = await openReceiver()
  receiver.answer = 422
})
afterAll(async () => {
  await office.close()
  receiver.close()
})

const rows = (page: { locator(selector: string): Locator }) => page.locator('.signups-table tbody tr')

test('an empty shop teaches what will be here', async () => {
  const page = await office.enter('/signups')
  await page.getByRole('heading', { name: 'Here is everybody who signs up' }).waitFor()
  await page.getByRole('textbox', { name: 'Search sign-ups' }).fill('Ada')
  await page.getByRole('heading', { name: 'No sign-up is like that' }).waitFor()
  await page.getByRole('link', { name: 'Show all sign-ups' }).click()
  await page.getByRole('heading', { name: 'Here is everybody who signs up' }).waitFor()
  expect(await page.getByRole('textbox', { name: 'Search sign-ups' }).inputValue()).toBe('')
  await page.context().close()
})

test('a sign-up slides into the feed within a second, and soon says that it is in the CRM', async () => {
  const page = await office.enter('/')
  const feed = page.getByRole('region', { name: 'Right now' })
  await feed.getByText('Sign-ups appear here the moment they happen.').waitFor()
  await feed.getByText('live', { exact: true }).waitFor()
  await office.signUp({ firstName: 'Ada', lastName: 'Lovelace' })
  await feed.getByText('Ada L.').waitFor({ timeout: 1000 })
  await feed.getByText('in Practice CRM').waitFor()
  expect(await feed.locator('[data-fresh]').count()).toBe(1)

  // A hand over the feed holds it still; what arrives is counted until it leaves or asks.
  await feed.getByRole('link', { name: 'Ada L.' }).hover()
  await office.signUp({ firstName: 'Grace', lastName: 'Hopper' })
  await feed.getByRole('button', { name: '1 new, show' }).waitFor()
  expect(await feed.getByText('Grace H.').count()).toBe(0)
  await page.mouse.move(5, 5)
  await feed.getByText('Grace H.').waitFor()
  await feed.getByRole('link', { name: 'Ada L.' }).hover()
  await office.signUp({ firstName: 'Hypatia' })
  await feed.getByRole('button', { name: '1 new, show' }).click()
  await feed.getByText('Hypatia').waitFor()
  await feed.getByRole('link', { name: 'Grace H.' }).click()
  await page.getByRole('complementary', { name: 'Grace Hopper' }).waitFor()
  expect(page.url()).toContain('/dashboard/signups/')
  await page.context().close()
})

test('the list is searched, filtered by the address, and read page by page', async () => {
  for (let number = 1; number <= 60; number++) {
    await office.signUp({ firstName: 'Srinivasa', lastName: `${number}`, email: `taxi.${number}@example.com` })
  }
  const page = await office.enter('/signups')
  await rows(page).nth(49).waitFor()
  expect(await rows(page).count()).toBe(50)
  await page.getByRole('button', { name: 'Show older ones' }).click()
  await rows(page).filter({ hasText: 'Ada Lovelace' }).waitFor()
  expect(await rows(page).count()).toBe(63)

  const search = page.getByRole('textbox', { name: 'Search sign-ups' })
  await search.fill('lovelace')
  await expect.poll(() => rows(page).count()).toBe(1)
  expect(page.url()).toContain('q=lovelace')
  await page.reload()
  await expect.poll(() => rows(page).count()).toBe(1)
  expect(await search.inputValue()).toBe('lovelace')
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect.poll(() => rows(page).count()).toBe(50)

  await page.getByRole('button', { name: 'Any time' }).click()
  await page.getByRole('menuitem', { name: 'Last 7 days' }).click()
  await page.getByRole('button', { name: 'Last 7 days' }).waitFor()
  expect(page.url()).toContain('period=week')
  await page.getByRole('button', { name: 'Waiting' }).click()
  await page.getByRole('heading', { name: 'No sign-up is like that' }).waitFor()
  expect(page.url()).toContain('show=waiting')
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await expect.poll(() => rows(page).count()).toBe(50)

  // The list holds still under the mouse, and says how many came.
  await rows(page).first().hover()
  await office.signUp({ firstName: 'Katherine', lastName: 'Johnson', test: true })
  await page.getByRole('button', { name: '1 new sign-up, show' }).click()
  await rows(page).filter({ hasText: 'Katherine Johnson' }).getByText('test').waitFor()
  await page.context().close()
})

test('a row opens beside the list: answers, the way to the CRM, what was agreed; what is parked goes out again', async () => {
  const settings = { url: receiver.url, secret: webhookSecret }
  await addConnection(office.shop.scope, { connector: 'webhook', name: 'Newsletter', settings })
  await office.signUp({ firstName: 'Blaise', lastName: 'Pascal' })

  const page = await office.enter('/signups')
  const row = rows(page).filter({ hasText: 'Blaise Pascal' })
  await row.getByText('parked in Newsletter').waitFor()
  await page.getByRole('button', { name: 'Parked 1' }).click()
  await expect.poll(() => rows(page).count()).toBe(1)
  await row.getByRole('link').click()
  const panel = page.getByRole('complementary', { name: 'Blaise Pascal' })
  await panel.getByText('blaise@example.com', { exact: true }).waitFor()
  expect(page.url()).toContain('?show=parked')
  await panel.getByText('does not take this sign-up').first().waitFor()
  await panel.getByRole('link', { name: 'Open in Practice CRM' }).waitFor()
  await panel.getByRole('button', { name: 'Technical detail' }).click()
  await panel.locator('.technical').first().waitFor()
  await panel.getByRole('button', { name: 'Hide technical detail' }).click()
  await panel.getByText('Nothing was asked, so nothing was agreed').waitFor()

  receiver.answer = 204
  await panel.getByRole('button', { name: 'Try again now' }).click()
  await page.getByText('On its way to Newsletter again.').waitFor()
  await panel
    .getByRole('listitem')
    .filter({ hasText: 'Newsletter' })
    .getByText(/delivered/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Close this message' }).click()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'No sign-up is like that' }).waitFor()
  await page.context().close()
})

test('the proof of a consent shows the very text and is printed alone', async () => {
  const page = await office.enter('/')
  const stores = await page.request.get(`${office.url}/dashboard/api/stores`)
  const [store] = (await stores.json()).items
  const token = store.phoneFormUrl.split('/').at(-1)
  const storefront = await (await page.request.get(`${office.url}/public/api/storefronts/${token}`)).json()
  const [consent] = storefront.form.definition.consents
  const handedIn = await page.request.post(`${office.url}/public/api/storefronts/${token}/signups`, {
    data: {
      id: '019aa000-0000-7000-8000-000000000001',
      formVersion: storefront.form.versionId,
      capturedAt: '2026-11-20T09:00:00Z',
      language: 'en',
      answers: { firstName: 'Sofia', lastName: 'Kovalevskaya', email: 'sofia@example.com', birthday: '--01-15' },
      consents: [{ text: consent.texts.en.id, given: true }],
      durationMs: 17_000,
    },
  })
  expect(handedIn.status()).toBe(201)
  await page.goto(`${office.url}/dashboard/signups/019aa000-0000-7000-8000-000000000001`)
  const panel = page.getByRole('complementary', { name: 'Sofia Kovalevskaya' })
  await panel.getByText(consent.texts.en.text).waitFor()
  await panel.getByText('Box ticked by the shopper').waitFor()
  await panel.getByText('15 January').waitFor()
  await panel.getByText('the shopper’s own phone').waitFor()
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', '')
  })
  await panel.getByRole('button', { name: 'Print the proof' }).click()
  await page.locator('body[data-printed]').waitFor()
  await page.emulateMedia({ media: 'print' })
  await page.getByText('Proof of consent: Sofia Kovalevskaya').waitFor()
  expect(await page.getByRole('heading', { name: 'Sign-ups' }).isVisible()).toBe(false)
  await page.context().close()
})

test('what is in quarantine, erased or not there is said', async () => {
  const held = await office.signUp({ firstName: 'Évariste', email: 'evariste@example.com' })
  const erased = await office.signUp({ firstName: 'Ole', email: 'ole@example.com' })
  await onDatabase(office.database.adminUrl, async client => {
    await client.query(
      `update app.signups set state = 'quarantined', reason = 'The tablet was stolen.' where id = $1`,
      [held],
    )
    await client.query(
      `update app.signups set state = 'erased', first_name = null, last_name = null, email = null where id = $1`,
      [erased],
    )
  })
  const page = await office.enter('/signups')
  await page.getByRole('button', { name: 'Quarantine 1' }).click()
  await page.getByRole('link', { name: 'Évariste' }).click()
  await page.getByText('This sign-up is in quarantine.').waitFor()
  await page.goto(`${office.url}/dashboard/signups/${erased}`)
  await page.getByText('This sign-up was erased.').waitFor()
  await page.goto(`${office.url}/dashboard/signups/019aa000-0000-7000-8000-00000000dead`)
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await rows(page).first().waitFor()
  expect(page.url()).toBe(`${office.url}/dashboard/signups`)
  await page.context().close()
})

test('what cannot be loaded says so and is tried again; the shape of it stands there meanwhile', async () => {
  const page = await office.enter('/stores')
  let refuse = true
  await page.route(/\/dashboard\/api\/signups$/, async route =>
    refuse ? route.fulfill({ status: 500, body: 'out of order' }) : route.continue(),
  )
  await page.getByRole('link', { name: 'Sign-ups' }).click()
  await page.getByRole('status', { name: 'Loading' }).waitFor()
  await page.getByRole('heading', { name: 'This could not be shown' }).waitFor()
  refuse = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await rows(page).first().waitFor()
  expect(await page.getByRole('heading', { name: 'This could not be shown' }).count()).toBe(0)
  await page.context().close()
})

test('a page that nobody looks at gives its line to the server back, and catches up when it is looked at again', async () => {
  const page = await office.enter('/')
  const feed = page.getByRole('region', { name: 'Right now' })
  const look = (hidden: boolean) =>
    page.evaluate(value => {
      Object.defineProperty(document, 'hidden', { value, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  await feed.getByText('live', { exact: true }).waitFor()
  await look(true)
  await feed.getByText('connecting').waitFor()
  await office.signUp({ firstName: 'Rosalind', lastName: 'Franklin', test: true })
  expect(await feed.getByText('Rosalind F.').count()).toBe(0)
  await look(false)
  await feed.getByText('Rosalind F.').waitFor()
  await feed.getByText('live', { exact: true }).waitFor()
  await page.context().close()
})
