import { afterAll, beforeAll, expect, test } from 'vitest'
import { attracted, openStreet, pairKiosk, type Street, tablet, tracesOf } from './support.ts'

let street: Street
beforeAll(async () => {
  street = await openStreet()
})
afterAll(() => street.close())

test('idle: a warning after 25 s that a touch takes back, everything wiped after 45 s', async () => {
  const context = await street.browser.newContext(tablet())
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(`${street.url}/kiosk`)
  await pairKiosk(page, { scope: street.scope, storeId: street.storeId, name: 'Annabella' })
  await page.getByRole('button', { name: 'Touch to begin' }).click()
  await page.locator('#q-firstName').fill('Hedy')
  const warning = page.getByRole('dialog', { name: 'Still there?' })

  await page.clock.runFor(24_000)
  expect(await warning.count()).toBe(0)
  await page.clock.runFor(2_000)
  await warning.waitFor()
  await page.getByText('What you typed will be cleared in 19 seconds.').waitFor()
  await page.getByRole('button', { name: 'Go on' }).click()
  expect(await warning.count()).toBe(0)
  expect(await page.locator('#q-firstName').inputValue()).toBe('Hedy')

  await page.clock.runFor(26_000)
  await warning.waitFor()
  await page.getByRole('button', { name: 'Clear it now' }).click()
  await attracted(page)

  await page.getByRole('button', { name: 'Touch to begin' }).click()
  await page.locator('#q-firstName').fill('Hedy')
  await page.clock.runFor(46_000)
  await attracted(page)
  expect(await tracesOf(page, ['Hedy'])).toEqual([])
  await context.close()
})

test('the thanks clear by themselves', async () => {
  const context = await street.browser.newContext(tablet())
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(`${street.url}/kiosk`)
  await pairKiosk(page, { scope: street.scope, storeId: street.storeId, name: 'Bella' })
  await page.getByRole('button', { name: 'Touch to begin' }).click()
  await page.locator('#q-firstName').fill('Hedy')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('#q-email').fill('hedy@example.com')
  await page.getByRole('button', { name: 'Sign me up' }).click()
  await page.locator('.thanks').waitFor()
  await page.clock.runFor(15_000)
  expect(await page.locator('.thanks').isVisible()).toBe(true)
  await page.clock.runFor(6_000)
  await attracted(page)
  expect(await tracesOf(page, ['Hedy'])).toEqual([])
  await context.close()
})
