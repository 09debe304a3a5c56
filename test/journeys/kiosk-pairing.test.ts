import { afterAll, beforeAll, expect, test } from 'vitest'
import { endPairing, pairDevice } from '../../src/domain/devices/pairing.ts'
import { until } from '../support/until.ts'
import { attracted, openStreet, pairKiosk, queueLength, type Street, signUpAndLeave, tablet } from './support.ts'

let street: Street
beforeAll(async () => {
  street = await openStreet()
})
afterAll(() => street.close())

const sophie = { firstName: 'Sophie', email: 'sophie@example.com' }
const revoke = (deviceId: string): Promise<void> => endPairing(street.scope, deviceId, 'revoked')

test('a new tablet shows a code, keeps it over a reload, and gets a new one when it has run out', async () => {
  const context = await street.browser.newContext(tablet())
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(`${street.url}/kiosk`)
  const shown = page.locator('[data-code]')
  const code = await shown.getAttribute('data-code')
  expect(code).toMatch(/^[A-Z0-9]{8}$/)
  expect(await shown.textContent()).toContain(`${code?.slice(0, 4)}-${code?.slice(4)}`)
  expect(await page.locator('.qr').isVisible()).toBe(true)
  await page.reload()
  expect(await shown.getAttribute('data-code')).toBe(code)
  await page.clock.fastForward(601_000)
  await until(async () => {
    await page.clock.runFor(1_000)
    const now = await shown.getAttribute('data-code', { timeout: 1_000 })
    return now !== null && now !== code
  })
  await pairKiosk(page, { scope: street.scope, storeId: street.storeId, name: 'Annabella' })
  await context.close()
})

test('without a server the tablet says so and goes on by itself', async () => {
  const page = await street.openPage()
  await page.locator('[data-code]').waitFor()
  await page.route('**/kiosk/api/**', route => route.abort())
  await page.getByText('No connection to the server just now.').waitFor()
  await page.unroute('**/kiosk/api/**')
  await until(async () => (await page.getByText('No connection to the server just now.').count()) === 0)
  // Paired, but the form does not come at once.
  await page.route('**/kiosk/api/setup', route => route.fulfill({ status: 503, body: 'busy' }))
  const code = (await page.locator('[data-code]').getAttribute('data-code')) ?? ''
  await pairDevice(street.scope, { code, name: 'Slow', storeId: street.storeId })
  await page.getByRole('heading', { name: 'Paired' }).waitFor()
  await page.unroute('**/kiosk/api/setup')
  await attracted(page)
  await page.context().close()
})

test('a revoked tablet says what happened, hands in what it had sealed, and can be paired again', async () => {
  const { page, deviceId, pairingId } = await street.openKiosk({ name: 'Bella' })
  await page.route('**/kiosk/api/signups', route => route.abort())
  await signUpAndLeave(page, sophie)
  expect(await queueLength(page)).toBe(1)
  await revoke(deviceId)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await page.getByRole('heading', { name: 'This tablet was unpaired' }).waitFor()
  await page.getByText('One sign-up still waits here, sealed.').waitFor()
  // Also after a restart: never a blank screen, and nothing forgotten.
  await page.reload()
  await page.getByRole('heading', { name: 'This tablet was unpaired' }).waitFor()
  expect(await queueLength(page)).toBe(1)

  await page.getByRole('button', { name: 'Pair this tablet again' }).click()
  await page.getByText('One sign-up still waits here, sealed.').waitFor()
  const again = await pairKiosk(page, { scope: street.scope, storeId: street.storeId, name: 'Bella' })
  expect(again.pairingId).not.toBe(pairingId)
  await page.unroute('**/kiosk/api/signups')
  await signUpAndLeave(page, { firstName: 'Ada', email: 'ada@example.com' })
  await until(async () => (await queueLength(page)) === 0, { what: 'both queues to be handed in' })
  const rows = await street.signups()
  expect(rows.find(row => row.credential_id === pairingId)).toMatchObject({ number: 1, first_name: 'Sophie' })
  expect(rows.find(row => row.credential_id === again.pairingId)).toMatchObject({ number: 1, first_name: 'Ada' })
  await page.context().close()
})

test('an ended pairing hands in its last sign-ups and says when all is done', async () => {
  const { page, deviceId } = await street.openKiosk({ name: 'Clara' })
  await page.route('**/kiosk/api/signups', route => route.abort())
  await signUpAndLeave(page, { firstName: 'Emmy', email: 'emmy@example.com' })
  await revoke(deviceId)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await page.getByRole('heading', { name: 'This tablet was unpaired' }).waitFor()
  await page.unroute('**/kiosk/api/signups')
  await page.getByText('Everything that was signed up here has been handed in.').waitFor()
  await page.context().close()
})

test('who is in the middle of the form when the tablet is revoked, is not cut off', async () => {
  const { page, deviceId } = await street.openKiosk({ name: 'Dora' })
  await page.getByRole('button', { name: 'Touch to begin' }).click()
  await page.locator('#q-firstName').fill('Hypatia')
  await revoke(deviceId)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('#q-email').fill('hypatia@example.com')
  await page.getByRole('button', { name: 'Sign me up' }).click()
  await page.getByText('Thank you, Hypatia.').waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('heading', { name: 'This tablet was unpaired' }).waitFor()
  await until(async () => (await street.signups()).some(row => row.email === 'hypatia@example.com'))
  await page.context().close()
})

test('an iPad is asked onto the home screen before it is paired', async () => {
  const page = await street.openPage({
    userAgent:
      'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
  })
  await page.getByRole('heading', { name: 'First, onto the home screen' }).waitFor()
  await page.getByRole('button', { name: 'Pair here all the same' }).click()
  await page.locator('[data-code]').waitFor()
  await page.context().close()
})

test('a browser that keeps nothing takes no sign-ups, and says why', async () => {
  const context = await street.browser.newContext(tablet())
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('no', 'SecurityError')
    }
  })
  const page = await context.newPage()
  await page.goto(`${street.url}/kiosk`)
  await page.getByRole('heading', { name: 'This browser keeps nothing' }).waitFor()
  await page.getByRole('button', { name: 'Start again' }).click()
  await page.getByRole('heading', { name: 'This browser keeps nothing' }).waitFor()
  await context.close()
})
