import { afterAll, beforeAll, expect, test } from 'vitest'
import { addConnection } from '../../src/domain/deliveries/index.ts'
import { changeMood, listContacts, openPracticeCrm } from '../../src/domain/practice/index.ts'
import { countRows, onDatabase } from '../builders/retailer.ts'
import { until } from '../support/until.ts'
import { type Office, openOffice, openReceiver, webhookSecret } from './dashboard-office.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

test('a CRM is chosen, tested and connected; a wrong key is said with the remedy', async () => {
  const access = await openPracticeCrm(office.shop.scope)
  const page = await office.enter('/connections')
  await page.getByRole('heading', { name: 'From the counter into your CRM' }).waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Connect a CRM' }).first().click()
  await page.getByRole('button', { name: /^W?\s*Webhook/ }).click()
  await page.getByRole('button', { name: 'Another CRM' }).click()
  await page.getByRole('button', { name: /Practice CRM/ }).click()
  // What we know need not be looked up and copied.
  await expect.poll(() => page.getByLabel('Address').inputValue()).toBe(access.url)
  expect(await page.getByLabel('Key', { exact: true }).inputValue()).toBe(access.token)
  await page.getByLabel('Address').fill('')
  await page.getByRole('button', { name: 'Test and connect' }).click()
  await page.getByText('Address is needed').waitFor()

  await page.getByLabel('Name', { exact: true }).fill('Our CRM')
  await page.getByLabel('Address').fill('not an address')
  await page.getByLabel('Key', { exact: true }).fill('not the key')
  await page.getByRole('button', { name: 'Test and connect' }).click()
  await page.locator('.field-error').first().waitFor()
  await page.getByLabel('Address').fill(access.url)
  await page.getByRole('button', { name: 'Test and connect' }).click()
  const panel = page.getByRole('complementary')
  await panel.getByRole('status').filter({ hasText: 'key' }).waitFor()
  await page.getByLabel('Key', { exact: true }).fill(access.token)
  await page.getByRole('button', { name: 'Test and connect' }).click()
  await page.getByText('Our CRM is connected.').first().waitFor()
  await page.getByRole('complementary', { name: 'Our CRM' }).getByText('connected', { exact: true }).waitFor()

  await panel.getByRole('button', { name: 'Test', exact: true }).click()
  await panel.getByRole('status').waitFor()
  expect(await panel.locator('.note[data-tone="good"]').count()).toBe(1)
  await page.context().close()
})

test('fields are mapped to what the CRM knows', async () => {
  const page = await office.enter('/connections')
  await page.getByRole('link', { name: 'Our CRM' }).click()
  const panel = page.getByRole('complementary', { name: 'Our CRM' })
  const fields = panel.locator('section').filter({ has: page.getByRole('heading', { name: 'Fields' }) })
  await fields.getByText('firstName').waitFor()
  await fields.getByRole('button', { name: 'Change' }).click()
  await fields.getByLabel('Last name').selectOption('')
  await fields.getByRole('button', { name: 'Cancel' }).click()
  await fields.getByRole('button', { name: 'Change' }).click()
  await fields.getByLabel('Last name').selectOption('')
  await fields.getByRole('button', { name: 'Save' }).click()
  await page.getByText('It counts for what goes out from now on').waitFor()
  await expect.poll(() => fields.getByText('lastName').count()).toBe(0)
  await office.signUp({ firstName: 'Emmy', lastName: 'Noether' })
  const [contact] = await until(async () => {
    const contacts = await listContacts(office.shop.scope)
    return contacts.length > 0 ? contacts : undefined
  })
  expect(contact?.fields).toMatchObject({ firstName: 'Emmy' })
  expect(contact?.fields).not.toHaveProperty('lastName')
  await page.context().close()
})

test('a pause keeps sign-ups, and resuming lets them go', async () => {
  const page = await office.enter('/connections')
  await page.getByRole('link', { name: 'Our CRM' }).click()
  const panel = page.getByRole('complementary', { name: 'Our CRM' })
  await panel.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('Our CRM is paused.').waitFor()
  await office.signUp({ firstName: 'Alan', lastName: 'Turing' })
  await page.getByText('1 connection paused').waitFor()
  await panel.getByText('paused', { exact: true }).waitFor()
  await panel.getByText('when you resume').waitFor()
  await panel.getByRole('button', { name: 'Delete this connection' }).click()
  await page.getByRole('dialog').getByText('will never be').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click()
  const nav = page.getByRole('navigation', { name: 'Rooms' })
  await nav.getByText('1 waiting').waitFor({ state: 'attached' })
  await panel.getByRole('button', { name: 'Resume' }).click()
  await page.getByText('What waited goes out now').waitFor()
  await expect.poll(() => nav.getByText('1 waiting').count(), { timeout: 10_000 }).toBe(0)
  await page.context().close()
})

test('a key that is refused disconnects with the remedy, and reconnecting sends what was missed', async () => {
  await changeMood(office.shop.scope, 'refusing')
  await office.signUp({ firstName: 'Grace', lastName: 'Hopper' })
  const page = await office.enter('/connections')
  await page.getByText('disconnected').waitFor()
  await page.getByText('Our CRM needs a look.').waitFor()
  await page.getByRole('link', { name: 'Our CRM' }).click()
  const panel = page.getByRole('complementary', { name: 'Our CRM' })
  await panel.locator('.note[data-tone="bad"]').waitFor()
  await panel.getByText('when you reconnect').waitFor()
  await changeMood(office.shop.scope, 'well')
  await panel.getByRole('button', { name: 'Reconnect' }).click()
  await page.getByText('Our CRM is connected.').waitFor()
  await until(async () => (await listContacts(office.shop.scope)).some(({ fields }) => fields.firstName === 'Grace'))

  // Down is trouble that passes by itself; it can be tried at once.
  await changeMood(office.shop.scope, 'down')
  await office.signUp({ firstName: 'Katherine', lastName: 'Johnson' })
  await panel.getByText('has trouble').waitFor()
  await panel.getByText(/by itself, in/).waitFor()
  await changeMood(office.shop.scope, 'well')
  await panel.getByRole('button', { name: 'Try now' }).click()
  await page.getByText('Our CRM is connected.').waitFor()
  expect(await page.locator('.note[data-tone="bad"]').count()).toBe(0)
  await page.context().close()
})

test('what is parked stands by reason and goes out by one, by kind, or all at once', async () => {
  const receiver = await openReceiver()
  receiver.answer = 422
  const settings = { url: receiver.url, secret: webhookSecret }
  await addConnection(office.shop.scope, { connector: 'webhook', name: 'Newsletter', settings })
  for (const firstName of ['Carl', 'Sophie', 'Leonhard']) await office.signUp({ firstName })

  const page = await office.enter('/connections')
  await page.getByRole('link', { name: 'Newsletter' }).click()
  const panel = page.getByRole('complementary', { name: 'Newsletter' })
  await panel.getByText('3 sign-ups').waitFor()
  await panel.getByRole('button', { name: 'Try one first' }).click()
  await page.getByText('1 sign-up on the way again.').waitFor()
  // It is refused once more; meanwhile another is refused for a reason of its own.
  const parked = `select count(*) from app.deliveries where state = 'parked'`
  await until(async () => (await countRows(office.database.adminUrl, parked)) === 3)
  await onDatabase(office.database.adminUrl, client =>
    client.query(
      `update app.deliveries set reason_code = 'blocked', reason = 'The address is blocked there.'
       where id = (select id from app.deliveries where state = 'parked' order by id desc limit 1)`,
    ),
  )
  await page.reload()
  await panel.getByText('The address is blocked there.').waitFor()
  await panel.getByRole('button', { name: 'Try again', exact: true }).click()
  await until(async () => (await countRows(office.database.adminUrl, parked)) === 3)
  receiver.answer = 204
  await page.reload()
  await panel.getByRole('button', { name: 'Try these 3 again' }).click()
  await page.getByText('3 sign-ups on the way again.').waitFor()
  await expect.poll(() => panel.getByRole('heading', { name: 'Parked' }).count(), { timeout: 15_000 }).toBe(0)

  // Settings: the secret is never shown, kept when left alone, and an optional one can be removed.
  const part = panel.locator('section').filter({ has: page.getByRole('heading', { name: 'Settings' }) })
  await part.getByText('•••••••• stored').waitFor()
  await part.getByRole('button', { name: 'Change' }).click()
  await part.getByRole('button', { name: 'Cancel' }).click()
  await part.getByRole('button', { name: 'Change' }).click()
  await part.getByLabel('Name', { exact: true }).fill('')
  await part.getByRole('button', { name: 'Save and test' }).click()
  await part.getByText('Give it a name').waitFor()
  await part.getByLabel('Name', { exact: true }).fill('Letter')
  await part.getByLabel('Previous secret, if you like').fill(webhookSecret)
  await part.getByRole('button', { name: 'Save and test' }).click()
  const renamed = page.getByRole('complementary', { name: 'Letter' })
  await renamed.getByText('•••••••• stored').nth(1).waitFor()
  const again = renamed.locator('section').filter({ has: page.getByRole('heading', { name: 'Settings' }) })
  await again.getByRole('button', { name: 'Change' }).click()
  await again.getByRole('button', { name: 'Remove it' }).click()
  await again.getByRole('button', { name: 'Keep it' }).click()
  await again.getByRole('button', { name: 'Remove it' }).click()
  await again.getByRole('button', { name: 'Save and test' }).click()
  await again.getByText('not set').waitFor()

  await renamed.getByRole('button', { name: 'Delete this connection' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Nothing waits for it.').waitFor()
  expect(await dialog.getByRole('button', { name: 'Delete the connection' }).isDisabled()).toBe(true)
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await renamed.getByRole('button', { name: 'Delete this connection' }).click()
  await dialog.getByLabel(/Type/).fill('letter')
  await dialog.getByRole('button', { name: 'Delete the connection' }).click()
  await page.getByText('Letter is deleted.').waitFor()
  expect(await page.getByRole('link', { name: 'Letter' }).count()).toBe(0)
  await page.goto(`${office.url}/dashboard/connections/019aa000-0000-7000-8000-00000000dead`)
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  await page.keyboard.press('Escape')
  await page.context().close()
  receiver.close()
})
