import { afterAll, beforeAll, expect, test } from 'vitest'
import { verbs } from '../../src/domain/accounts/contract.ts'
import { hashPassword, openAccount } from '../../src/domain/accounts/index.ts'
import { addMember, password } from '../builders/office.ts'
import { onDatabase } from '../builders/retailer.ts'
import { until } from '../support/until.ts'
import { findBarriers, type Office, openOffice, signIn } from './dashboard-office.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice()
  await office.connectPractice('Our CRM')
  await office.signUp({ firstName: 'Maryam', lastName: 'Mirzakhani' })
})
afterAll(() => office.close())

test('stores: added, named, staffed with a way back, locked by a PIN, with a form for phones', async () => {
  const page = await office.enter('/stores')
  await page.getByText('has no PIN yet').waitFor()
  await page.getByRole('link', { name: 'Add a store' }).click()
  await page.getByRole('button', { name: 'Add the store' }).click()
  await page.getByText('Give it a name').waitFor()
  await page.getByLabel('Name of the store').fill('Leiden')
  await page.getByLabel('Country').selectOption('NL')
  await page.getByRole('button', { name: 'Add the store' }).click()
  await page.getByText('Leiden is there.').waitFor()
  const panel = page.getByRole('complementary', { name: 'Leiden' })

  await panel.getByLabel('Name to add').fill('Mileva')
  await panel.getByRole('button', { name: 'Add', exact: true }).click()
  await panel.getByText('Mileva').waitFor()
  await expect.poll(() => panel.getByLabel('Name to add').inputValue()).toBe('')
  await panel.getByRole('button', { name: 'Take Mileva off the tablets' }).click()
  await page.getByText('Mileva is off the tablets of Leiden.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Mileva is back on the tablets.').waitFor()
  await panel.getByRole('button', { name: 'Take Mileva off the tablets' }).waitFor()

  await panel.getByRole('button', { name: 'Set a PIN' }).click()
  await panel.getByRole('button', { name: 'Cancel' }).click()
  await panel.getByRole('button', { name: 'Set a PIN' }).click()
  await panel.getByLabel('New PIN').fill('12ab')
  await panel.getByRole('button', { name: 'Save the PIN' }).click()
  await panel.locator('.field-error').getByText('Four to eight digits').waitFor()
  await panel.getByLabel('New PIN').fill('2468')
  await panel.getByRole('button', { name: 'Save the PIN' }).click()
  await page.getByText('The PIN of Leiden is set.').waitFor()
  await panel.getByRole('button', { name: 'Change the PIN' }).waitFor()

  await panel.getByRole('img', { name: 'QR code of the form of Leiden' }).waitFor()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await panel.getByRole('button', { name: 'Copy the link' }).click()
  await panel.getByText('Copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/f/')
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', '')
  })
  await panel.getByRole('button', { name: 'Print' }).click()
  await page.locator('body[data-printed]').waitFor()

  await panel.getByLabel('Name of the store').fill('Leiden, Rapenburg')
  await panel.getByRole('button', { name: 'Save the name' }).click()
  await page.getByText('The store is called Leiden, Rapenburg now.').waitFor()
  await page
    .getByRole('row', { name: /Leiden, Rapenburg/ })
    .getByText('1 name')
    .waitFor()

  // With two stores the sign-ups can be told apart.
  await page.getByRole('link', { name: 'Sign-ups' }).click()
  await page.getByRole('button', { name: 'Store' }).click()
  await page.getByRole('menuitem', { name: 'Leiden, Rapenburg' }).click()
  await page.getByRole('heading', { name: 'No sign-up is like that' }).waitFor()
  await page.goto(`${office.url}/dashboard/stores/019aa000-0000-7000-8000-00000000dead`)
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  await page.context().close()
})

test('an API key is shown once, opens the API, and opens nothing once it is revoked', async () => {
  const page = await office.enter('/developers?create=key')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Create the key' }).click()
  await dialog.getByText('Give it a name').waitFor()
  await dialog.getByLabel('Name').fill('Web shop')
  await dialog.getByLabel('read sign-ups').uncheck()
  await dialog.getByRole('button', { name: 'Create the key' }).click()
  await dialog.getByText('Choose at least one').waitFor()
  await dialog.getByLabel('read sign-ups').check()
  await dialog.getByRole('button', { name: 'Create the key' }).click()
  const key = await dialog.locator('.key').textContent()
  const list = () => fetch(`${office.url}/api/v1/signups`, { headers: { authorization: `Bearer ${key}` } })
  expect((await list()).status).toBe(200)
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  await page
    .getByRole('row', { name: /Web shop/ })
    .getByText('read sign-ups')
    .waitFor()
  expect(await page.content()).not.toContain(key)

  await page.getByRole('button', { name: 'Revoke Web shop' }).click()
  await dialog.getByLabel(/Type/).fill('Web shop')
  await page.keyboard.press('Enter')
  await page.getByText('Web shop is revoked.').waitFor()
  // Servers that know the key forget it within the minute.
  await until(async () => (await list()).status === 401, { within: 70_000, what: 'the key to open nothing' })
  await page.getByRole('button', { name: 'Revoke Till' }).click()
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('button', { name: 'Create a key' }).click()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('row', { name: /Till/ }).waitFor()
  await page.context().close()
})

test('the published form is shown as the tablet shows it, in each language', async () => {
  const page = await office.enter('/forms')
  await page.getByText('“Welcome”, version 1, is on the screens of').waitFor()
  await page.getByText('Hear from Madder & Rye first').waitFor()
  await page.getByText('Dutch').click()
  await page.getByText('Hoor als eerste van Madder & Rye').waitFor()
  await page.getByText('Voornaam').waitFor()
  expect(await page.locator('figure[lang="nl"]').count()).toBe(1)
  await page.context().close()
})

test('the palette finds rooms, people, tablets and connections, and does things, by keyboard alone', async () => {
  const page = await office.enter('/')
  await page.getByText('Maryam M.').waitFor()
  const input = page.getByRole('combobox', { name: 'Find or do anything' })
  const find = async (words: string) => {
    await page.keyboard.press('Control+k')
    await input.fill(words)
  }
  await find('dev')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Devices' }).waitFor()
  await find('mirza')
  await page.getByRole('option', { name: /Maryam Mirzakhani/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'Maryam Mirzakhani' }).waitFor()
  await find('our crm')
  await page.getByRole('option', { name: /Our CRM/ }).click()
  await page.getByRole('complementary', { name: 'Our CRM' }).waitFor()
  await find('nothing is called so')
  await page.getByText('Nothing is called “nothing is called so”.').waitFor()
  await page.keyboard.press('Escape')
  await input.waitFor({ state: 'detached' })
  const doings: [words: string, heading: string][] = [
    ['add a device', 'Add a device'],
    ['connect a', 'Connect a CRM'],
    ['add a store', 'Add a store'],
    ['create an api', 'Create an API key'],
  ]
  for (const [words, heading] of doings) {
    await find(words)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: heading }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: heading }).waitFor({ state: 'detached' })
  }
  await find('show parked')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Parked', pressed: true }).waitFor()
  await find('dark')
  await page.keyboard.press('Enter')
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
  await find('light')
  await page.keyboard.press('Enter')
  await page.locator('html[data-mantine-color-scheme="light"]').waitFor()
  const practice = page.context().waitForEvent('page')
  await find('practice')
  await page.keyboard.press('Enter')
  await (await practice).close()
  await find('sign out')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(page.url()).toBe(`${office.url}/dashboard/sign-in`)
  await page.context().close()
})

test('on a phone the most used rooms are at the foot, the others behind the menu', async () => {
  const page = await office.enter('/', { viewport: { width: 390, height: 844 } })
  const foot = page.getByRole('navigation', { name: 'Most used rooms' })
  for (const room of ['Sign-ups', 'Devices', 'Connections', 'Stores']) {
    await foot.getByRole('link', { name: room }).click()
    await page.getByRole('heading', { name: room, exact: true }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  }
  await page.getByRole('button', { name: 'More rooms' }).click()
  await page.getByRole('menuitem', { name: 'Forms' }).click()
  await page.getByRole('heading', { name: 'Forms' }).waitFor()
  await page.getByRole('button', { name: 'Ada Lovelace: theme and sign-out' }).click()
  await page.getByRole('menuitem', { name: 'Dark' }).click()
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
  await foot.getByRole('link', { name: 'Sign-ups' }).click()
  await page.getByRole('link', { name: 'Maryam Mirzakhani' }).click()
  const panel = page.getByRole('complementary', { name: 'Maryam Mirzakhani' })
  await expect.poll(() => panel.boundingBox()).toMatchObject({ x: 0, y: 0, width: 390 })
  await page.goBack()
  await panel.waitFor({ state: 'detached' })
  await page.context().close()
})

test('the chart tells each day by hand, by keyboard and as a table', async () => {
  const page = await office.enter('/')
  const chart = page.getByRole('region', { name: 'Sign-ups by day' })
  await chart.getByRole('table').waitFor({ state: 'attached' })
  expect(await chart.getByRole('row').count()).toBe(8)
  const today = chart.getByRole('button').last()
  await today.focus()
  await chart.locator('.chart-day[data-at]').waitFor()
  expect(await today.getAttribute('aria-label')).toContain('1 sign-up')
  await chart.getByRole('button').first().hover()
  await page.mouse.move(5, 5)
  await page.context().close()
})

test('an account with nothing in it is led to its first store', async () => {
  const owner = {
    name: 'Hypatia',
    email: 'hypatia@example.com',
    passwordHash: await hashPassword(password),
    verified: true,
  }
  const shop = { name: 'Library', country: 'GR', timeZone: 'Europe/Athens' }
  await openAccount(office.ports, { owner, shop }, async () => {})
  const page = await office.open('/sign-in')
  await signIn(page, 'hypatia@example.com')
  await page.getByRole('link', { name: 'Add a store' }).waitFor()
  await page.getByRole('link', { name: 'Add a device' }).first().click()
  await page.getByText('A tablet stands in a store.').waitFor()
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await page.getByRole('link', { name: 'Forms' }).click()
  await page.getByRole('heading', { name: 'What your tablets ask' }).waitFor()
  await page.getByText('No form is published yet.').waitFor()
  await page.getByRole('link', { name: 'Developers' }).click()
  await page.getByRole('button', { name: 'Create a key' }).last().click()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Stores' }).click()
  await page.getByRole('heading', { name: 'Name your first store' }).waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Add a store' }).first().click()
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  expect(page.url()).toBe(`${office.url}/dashboard/stores`)
  await page.context().close()
})

test('the figures compare the weeks and lead to what waits', async () => {
  const page = await office.enter('/')
  await page.getByText('none in the week before').waitFor()
  const change = (statement: string) => onDatabase(office.database.adminUrl, client => client.query(statement))
  await change(
    `insert into app.usage_records (account_id, id, meter, quantity, at)
     values ('${office.shop.accountId}', uuidv7(interval '-8 days'), 'signups', 1, now() - interval '8 days')`,
  )
  await page.reload()
  await page.getByText('as many as the week before').waitFor()
  await office.signUp({ firstName: 'Augusta', email: 'augusta@example.com' })
  await page.getByText(/\+100 % on the week before/).waitFor()
  await change(`update app.deliveries set state = 'parked', reason_code = 'x', reason = 'It is refused.'`)
  await page.reload()
  await page.getByRole('link', { name: /parked, look/ }).click()
  await page.getByRole('button', { name: 'Parked', pressed: true }).waitFor()
  await change(`update app.connections set state = 'paused'`)
  await change(
    `update app.deliveries set state = 'retrying', due_at = now() + interval '1 hour', reason = 'It is down.'`,
  )
  await page.goto(`${office.url}/dashboard/`)
  await page.getByRole('link', { name: 'waiting, go out by themselves' }).click()
  await page.getByRole('link', { name: 'Augusta' }).click()
  await page.getByText('We try again by ourselves in').waitFor()

  // What cannot be done is said, and stays to be read while the hand is on it.
  await page.route('**/deliveries/replay', route => route.abort())
  await page.getByRole('button', { name: 'Try again now' }).click()
  const notice = page.locator('.notice').filter({ hasText: 'cannot be reached just now' })
  await notice.hover()
  await page.mouse.move(5, 5)
  await notice.getByRole('button', { name: 'Close this message' }).click()
  await expect.poll(() => notice.count()).toBe(0)
  await page.context().close()
})

test('a member is offered what their role may do, and what a page from before still offers is refused in words', async () => {
  await addMember(office.database.adminUrl, {
    accountId: office.shop.accountId,
    email: 'blaise@example.com',
    role: 'viewer',
  })
  const page = await office.open('/sign-in')
  await signIn(page, 'blaise@example.com')
  await page.getByRole('link', { name: 'Stores' }).click()
  await page.getByRole('link', { name: 'Leiden, Rapenburg' }).click()
  await page.getByText('A PIN is set').or(page.getByText('None is set yet')).waitFor()
  for (const name of ['Add', 'Set a PIN', 'Change the PIN', 'Take Mileva off the tablets'])
    expect([name, await page.getByRole('button', { name, exact: true }).count()]).toEqual([name, 0])
  for (const [room, action] of [
    ['Overview', 'Add a device'],
    ['Devices', 'Add a device'],
    ['Stores', 'Add a store'],
    ['Connections', 'Connect a CRM'],
  ] as const) {
    await page.getByRole('link', { name: room }).click()
    await page.getByRole('heading', { name: room, level: 1 }).waitFor()
    await page.locator('.card, .empty').first().waitFor()
    expect([room, await page.getByRole('link', { name: action }).count()]).toEqual([room, 0])
  }
  await page.getByRole('link', { name: 'Our CRM' }).click()
  await page.getByText('An owner of your team can').waitFor()
  expect(await page.getByRole('button', { name: /Delete|Pause|Change/ }).count()).toBe(0)
  await page.getByRole('link', { name: 'Developers' }).click()
  await page.getByText('An owner or a manager of your team can see the API keys.').waitFor()

  // The role changed while the page was open.
  await page.route('**/dashboard/api/me', async route => {
    const answer = await route.fetch()
    await route.fulfill({ json: { ...(await answer.json()), may: verbs } })
  })
  await page.goto(`${office.url}/dashboard/stores`)
  await page.getByRole('link', { name: 'Leiden, Rapenburg' }).click()
  await page.getByRole('button', { name: 'Take Mileva off the tablets' }).click()
  await page.locator('.notice[data-tone="bad"]').waitFor()
  await page.getByLabel('Name to add').fill('Alan')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.locator('.trouble').waitFor()
  expect(await page.getByText('Mileva').first().isVisible()).toBe(true)
  await page.context().close()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no screen has a barrier that axe can find, ${colorScheme}`, async () => {
    const page = await office.open('/sign-in', { colorScheme })
    const found: Record<string, string[]> = {}
    const look = async (path: string, ready: string) => {
      if (path !== '') await page.goto(`${office.url}/dashboard${path}`)
      await page.getByRole('heading', { name: ready }).first().waitFor()
      const barriers = await findBarriers(page)
      if (barriers.length > 0) found[`${path} ${ready}`] = barriers
    }
    for (const [path, heading] of [
      ['/sign-in', 'Sign in'],
      ['/register', 'Register your shop'],
      ['/forgotten', 'Password forgotten'],
      ['/reset?token=x', 'Choose a new password'],
      ['/confirm?token=x', 'This link does not open anything'],
    ] as const) {
      await look(path, heading)
    }
    await page.goto(`${office.url}/dashboard/sign-in`)
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('a sentence that only Ada says')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await look('', 'Right now')
    for (const [path, heading] of [
      ['/signups', 'Sign-ups'],
      ['/signups?show=parked', 'No sign-up is like that'],
      ['/forms', 'Welcome'],
      ['/stores', 'Stores'],
      ['/stores/add', 'Add a store'],
      ['/devices', 'Put a tablet on the counter'],
      ['/devices/add', 'Add a device'],
      ['/connections', 'Connections'],
      ['/connections/new', 'Connect a CRM'],
      ['/developers', 'Read the newest ten'],
      ['/developers?create=key', 'Create an API key'],
      ['/nowhere', 'There is nothing at this address'],
    ] as const) {
      await look(path, heading)
    }
    await page.goto(`${office.url}/dashboard/signups`)
    await page.getByRole('link', { name: 'Maryam Mirzakhani' }).click()
    await look('', 'What was agreed')
    await page.goto(`${office.url}/dashboard/connections`)
    await page.getByRole('link', { name: 'Our CRM' }).click()
    await look('', 'Settings')
    await page.goto(`${office.url}/dashboard/stores`)
    await page.getByRole('link', { name: 'Leiden, Rapenburg' }).click()
    await look('', 'Who serves')
    await page.getByRole('button', { name: 'Ada Lovelace: theme and sign-out' }).click()
    await page.getByRole('menu').waitFor()
    await look('', 'Who serves')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    const barriers = await findBarriers(page)
    if (barriers.length > 0) found.palette = barriers
    expect(found).toEqual({})
    await page.context().close()
  })
}
