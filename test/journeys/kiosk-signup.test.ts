import { afterAll, beforeAll, expect, test } from 'vitest'
import { onDatabase } from '../builders/retailer.ts'
import { until } from '../support/until.ts'
import { arrived, attracted, openStreet, queueLength, type Street, signUp, tracesOf } from './support.ts'

let street: Street
beforeAll(async () => {
  street = await openStreet()
})
afterAll(() => street.close())

const ada = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  phone: '0612345678',
  birthday: '10121985',
  consent: true,
}

test('a shopper is through in twenty seconds, and stands in the CRM once, with what they agreed to', async () => {
  const { page, pairingId } = await street.openKiosk()
  const begun = performance.now()
  // Two fingers on glass: some six keys a second.
  await signUp(page, ada, { delay: 160 })
  const took = performance.now() - begun
  console.log(`The sign-up took ${(took / 1000).toFixed(1)} s, typing included`)
  expect(took).toBeLessThan(20_000)
  expect(await page.getByText('Thank you, Ada.').isVisible()).toBe(true)
  expect(await page.locator('.voucher-code').textContent()).toBe('RYE-7K4M')
  expect(await page.locator('.barcode').isVisible()).toBe(true)

  const [row] = await arrived(street, 1)
  expect(row).toMatchObject({
    state: 'accepted',
    credential_id: pairingId,
    number: 1,
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada@example.com',
    phone: '+31612345678',
    language: 'en',
    offer_code: 'RYE-7K4M',
  })
  expect(JSON.parse(row?.answers ?? '{}')).toMatchObject({ birthday: '1985-12-10' })
  const consents = await onDatabase(street.database.adminUrl, client =>
    client.query(`select t.purpose, c.given, t.text from app.consents c
       join app.consent_texts t on t.account_id = c.account_id and t.id = c.consent_text_id`),
  )
  expect(consents.rows).toEqual([
    { purpose: 'email', given: true, text: expect.stringContaining('may send me news and offers by e-mail') },
  ])
  const contacts = await until(async () => {
    const found = await street.contacts()
    return found.length > 0 ? found : undefined
  })
  expect(contacts).toHaveLength(1)
  await until(async () => (await queueLength(page)) === 0, { what: 'the queue to be empty' })
  await page.context().close()
})

test('the next shopper sees nothing of the last: not on the screen, in history, in storage or in the boxes', async () => {
  const { page } = await street.openKiosk()
  const words = ['Sophie', 'Germain', 'sophie.germain@example.net', '687654321', '6 87654321']
  await signUp(page, {
    firstName: 'Sophie',
    lastName: 'Germain',
    email: 'sophie.germain@example.net',
    phone: '0687654321',
  })
  await page.getByRole('button', { name: 'Done' }).click()
  await attracted(page)
  expect(await tracesOf(page, words)).toEqual([])

  await page.goBack()
  await page.goForward()
  await attracted(page)
  expect(await tracesOf(page, words)).toEqual([])
  await page.reload()
  await attracted(page)
  await page.getByRole('button', { name: 'Touch to begin' }).click()
  await page.locator('#q-firstName').waitFor()
  expect(await tracesOf(page, words)).toEqual([])
  expect(await page.locator('#q-firstName').inputValue()).toBe('')
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2)
  await page.context().close()
})

test('a half-filled form is gone after a reload, and after Back and Forward', async () => {
  const { page } = await street.openKiosk()
  await page.getByRole('button', { name: 'Touch to begin' }).click()
  await page.locator('#q-firstName').fill('Hypatia')
  await page.goBack()
  await page.goForward()
  await attracted(page)
  await page.getByRole('button', { name: 'Touch to begin' }).click()
  await page.locator('#q-firstName').fill('Hypatia')
  await page.reload()
  await attracted(page)
  expect(await tracesOf(page, ['Hypatia'])).toEqual([])
  await page.context().close()
})

test('a button that is pressed twice makes one sign-up', async () => {
  const { page, pairingId } = await street.openKiosk()
  await page.getByRole('button', { name: 'Touch to begin' }).click()
  await page.locator('#q-firstName').fill('Emmy')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('#q-email').fill('emmy@example.org')
  await page.getByRole('button', { name: 'Sign me up' }).dblclick({ delay: 0 })
  await page.locator('.thanks').waitFor()
  await until(async () => (await queueLength(page)) === 0, { what: 'the queue to be empty' })
  const own = (await street.signups()).filter(row => row.credential_id === pairingId)
  expect(own.map(row => row.number)).toEqual([1])
  await page.context().close()
})

test('two windows of one tablet give no number twice and leave none out', async () => {
  const { page, pairingId } = await street.openKiosk()
  const other = await page.context().newPage()
  await other.goto(`${street.url}/kiosk`)
  await attracted(other)
  await page.bringToFront()
  for (const [at, window] of [page, other].entries()) {
    await window.bringToFront()
    await window.getByRole('button', { name: 'Touch to begin' }).click()
    await window.locator('#q-firstName').fill('Katherine')
    await window.getByRole('button', { name: 'Next' }).click()
    await window.locator('#q-email').fill(`katherine${at}@example.org`)
  }
  await Promise.all(
    [page, other].map(window => window.getByRole('button', { name: 'Sign me up' }).click({ force: true })),
  )
  for (const window of [page, other]) await window.locator('.thanks').waitFor()
  const own = await until(async () => {
    const rows = (await street.signups()).filter(row => row.credential_id === pairingId)
    return rows.length === 2 ? rows : undefined
  })
  expect(own.map(row => Number(row.number)).sort((lower, higher) => lower - higher)).toEqual([1, 2])
  await page.context().close()
})

test('when the tablet’s storage refuses, the shopper waits for the server, and is not thanked without it', async () => {
  const { page, pairingId } = await street.openKiosk()
  await page.evaluate(() => {
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await page.getByRole('button', { name: 'Touch to begin' }).click()
  await page.locator('#q-firstName').fill('Mary')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('#q-email').fill('mary@example.org')
  await page.route('**/kiosk/api/signups', route => route.abort())
  await page.getByRole('button', { name: 'Sign me up' }).click()
  await page.getByText('Your sign-up could not be kept just now.').waitFor()
  await page.unroute('**/kiosk/api/signups')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('.thanks').waitFor()
  const own = (await street.signups()).filter(row => row.credential_id === pairingId)
  expect(own).toMatchObject([{ state: 'accepted', email: 'mary@example.org', number: 1 }])
  await page.context().close()
})
