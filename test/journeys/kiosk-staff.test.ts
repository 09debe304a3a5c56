import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { attracted, enterPin, openStaffView, openStreet, type Street, signUpAndLeave, staffPin } from './support.ts'

let street: Street
beforeAll(async () => {
  street = await openStreet()
})
afterAll(() => street.close())

test('staff say who serves, see the new sign-up with its CRM record, and leave kiosk mode, all with the PIN', async () => {
  const { page } = await street.openKiosk()
  await openStaffView(page)
  await page.getByRole('button', { name: 'Grace' }).click()
  await until(async () => (await page.getByRole('button', { name: 'Grace' }).getAttribute('aria-pressed')) === 'true')
  await page.getByRole('button', { name: 'Back to the counter' }).click()
  await signUpAndLeave(page, { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' })
  const [row] = await until(async () => {
    const rows = await street.signups()
    return rows.length > 0 ? rows : undefined
  })
  expect(row?.staff_id).not.toBeNull()

  await openStaffView(page)
  expect(await page.getByText('Ada L.').count()).toBe(0)
  await page.getByText('Names are shown to staff only.').waitFor()
  expect(await page.locator('[data-queue]').textContent()).toBe('Nothing')
  await page.getByText('Annabella, Amsterdam').waitFor()
  await page.getByRole('button', { name: 'Enter the PIN' }).click()
  await enterPin(page, '1111')
  await page.getByText('That is not the PIN.').waitFor()
  await page.keyboard.type(`${staffPin}9`)
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  await page.getByText('Ada L.').waitFor()
  await page.getByText('Practice CRM: Delivered').waitFor()
  expect(await page.getByRole('link', { name: 'Open' }).getAttribute('href')).toMatch(/practice-crm/)

  await page.getByRole('button', { name: 'Lock the tablet to this app' }).click()
  await page.getByRole('heading', { name: 'iPad: Guided Access' }).waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Back to the counter' }).click()
  await attracted(page)
  // Each look asks anew.
  await openStaffView(page)
  await page.getByRole('button', { name: 'Leave kiosk mode' }).click()
  await page.getByRole('dialog', { name: 'Staff PIN' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Leave kiosk mode' }).click()
  await enterPin(page, staffPin)
  await page.getByRole('button', { name: 'Leave kiosk mode' }).click()
  await page.getByRole('heading', { name: 'Kiosk mode is off' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Kiosk mode is off' }).waitFor()
  await page.getByRole('button', { name: 'Back to the counter' }).click()
  await attracted(page)
  await page.context().close()
})

test('after five wrong PINs the tablet makes one wait, over a reload too', async () => {
  const { page } = await street.openKiosk()
  await openStaffView(page)
  await page.getByRole('button', { name: 'Enter the PIN' }).click()
  for (const _ of [1, 2, 3, 4]) {
    await enterPin(page, '0000')
    await page.getByText('That is not the PIN.').waitFor()
  }
  await enterPin(page, '0000')
  await page.getByText(/Too many tries. Wait \d+ seconds./).waitFor()
  await page.reload()
  await attracted(page)
  await openStaffView(page)
  await page.getByRole('button', { name: 'Enter the PIN' }).click()
  await enterPin(page, staffPin)
  await page.getByText(/Too many tries. Wait \d+ seconds./).waitFor()
  await page.context().close()
})

test('a short touch of the corner does nothing; the keyboard can hold it too', async () => {
  const { page } = await street.openKiosk()
  await page.mouse.click(30, 30)
  expect(await page.locator('.attract').isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Staff: hold to open' }).focus()
  await page.keyboard.down('Enter')
  await page.locator('.back').waitFor()
  await page.keyboard.up('Enter')
  await page.context().close()
})

test('staff see what waits, and that the list may be old, while the server is silent', async () => {
  const { page } = await street.openKiosk()
  await page.route('**/kiosk/api/**', route => route.abort())
  await signUpAndLeave(page, { firstName: 'Emmy', email: 'emmy@example.com' })
  await openStaffView(page)
  expect(await page.locator('[data-queue]').textContent()).toBe('One sign-up')
  await page.getByRole('button', { name: 'Enter the PIN' }).click()
  await enterPin(page, staffPin)
  await page.getByText('No connection just now, so this list may be old.').waitFor()
  await page.unroute('**/kiosk/api/**')
  await page.getByText('Emmy', { exact: true }).waitFor()
  await until(async () => (await page.locator('[data-queue]').textContent()) === 'Nothing')
  await page.context().close()
})

test('what the server cannot read is kept, shown to staff, and tried again when they say so', async () => {
  const { page } = await street.openKiosk()
  const invalid = {
    results: [{ id: null, status: 'invalid', receivedAt: null, reason: 'The envelope could not be read' }],
  }
  await page.route('**/kiosk/api/signups', route => route.fulfill({ json: invalid }))
  await signUpAndLeave(page, { firstName: 'Mary', email: 'mary@example.com' })
  await openStaffView(page)
  await page.getByText('One sign-up could not be read by the server. It is kept here.').waitFor()
  await page.unroute('**/kiosk/api/signups')
  await page.getByRole('button', { name: 'Try again' }).click()
  await until(async () => (await page.locator('[data-queue]').textContent()) === 'Nothing')
  await until(async () => (await street.signups()).some(row => row.email === 'mary@example.com'))
  await page.context().close()
})
