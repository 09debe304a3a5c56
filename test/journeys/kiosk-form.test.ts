import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { attracted, openStreet, type Street } from './support.ts'

let street: Street
let page: Page
beforeAll(async () => {
  street = await openStreet()
  page = (await street.openKiosk()).page
})
afterAll(() => street.close())

const lastRow = async () => (await street.signups()).at(-1)

async function begin(language = 'English'): Promise<void> {
  await page.getByRole('button', { name: language, exact: true }).click()
  await page.locator('#q-firstName').waitFor()
}

async function goToReach(name = 'Ada'): Promise<void> {
  await begin()
  await page.locator('#q-firstName').fill(name)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('#q-email').waitFor()
}

async function leave(): Promise<void> {
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await attracted(page)
}

test('a slip in the address is asked about once, with the right one as a button', async () => {
  await goToReach()
  await page.locator('#q-email').fill('ada@gmial.com')
  await page.locator('#q-phone').focus()
  await page.getByText('That looks like a slip.').waitFor()
  await page.getByRole('button', { name: 'Use ada@gmail.com' }).click()
  expect(await page.locator('#q-email').inputValue()).toBe('ada@gmail.com')
  expect(await page.getByText('That looks like a slip.').count()).toBe(0)
  await leave()
})

test('a slip that comes up only at the last press holds the form once; who presses again means it', async () => {
  await goToReach('Grace')
  await page.locator('#q-email').pressSequentially('grace@hotnail.com')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Use grace@hotmail.com' }).waitFor()
  await page.getByRole('button', { name: 'Sign me up' }).click()
  await page.locator('.thanks').waitFor()
  await until(async () => (await lastRow())?.email === 'grace@hotnail.com')
  await page.getByRole('button', { name: 'Done' }).click()
  await attracted(page)
})

test('what is missing or wrong is said beside its box, and the hand is led there', async () => {
  await begin()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('First name is still empty.').waitFor()
  expect(await page.locator('#q-firstName').evaluate(box => box === document.activeElement)).toBe(true)
  await page.locator('#q-firstName').fill('Ada')
  await page.locator('#q-day').pressSequentially('3102')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('That day is not in the calendar.').waitFor()
  await page.locator('#q-month').fill('')
  await page.locator('#q-month').pressSequentially('3')
  expect(await page.locator('#q-year').evaluate(box => box === document.activeElement)).toBe(true)
  await page.getByText('31 March').waitFor()
  await page.keyboard.press('Backspace')
  expect(await page.locator('#q-month').evaluate(box => box === document.activeElement)).toBe(true)
  await page.getByRole('button', { name: 'Next' }).click()

  await page.getByRole('button', { name: 'Sign me up' }).click()
  await page.getByText('E-mail is still empty.').waitFor()
  for (const [typed, said] of [
    ['ada', 'missing the @'],
    ['ada@', 'missing the part after @'],
    ['ada@example', 'missing the ending'],
    ['@example.com', 'does not look like an e-mail address'],
  ] as const) {
    await page.locator('#q-email').fill(typed)
    await page.locator('#q-phone').focus()
    await page.getByText(said).waitFor()
  }
  await page.locator('#q-email').fill('ada@example,com')
  await page.getByRole('button', { name: 'Use ada@example.com' }).click()
  for (const [typed, said] of [
    ['0612', 'too short'],
    ['06123456789012345', 'too long'],
    ['0699', 'does not look like a number|too short'],
  ] as const) {
    await page.locator('#q-phone').fill(typed)
    await page.locator('#q-email').focus()
    await page.getByText(new RegExp(said)).waitFor()
  }
  await page.getByRole('button', { name: 'Go on without a number' }).click()
  expect(await page.locator('#q-phone').inputValue()).toBe('')
  await leave()
})

test('a number is taken as people write it at home, and with another country in front', async () => {
  await goToReach()
  await page.locator('#q-phone').fill('06 1234 5678')
  await page.locator('#q-email').focus()
  await until(async () => (await page.locator('#q-phone').inputValue()) === '6 12345678')
  await page.locator('#q-phone').fill('+49 1512 3456789')
  await page.locator('#q-email').focus()
  await until(async () => (await page.getByRole('combobox', { name: 'Country of the number' }).inputValue()) === 'DE')
  await page.getByRole('combobox', { name: 'Country of the number' }).selectOption('FR')
  await page.locator('#q-phone').fill('06 12 34 56 78')
  await page.locator('#q-email').fill('sophie@example.com')
  await page.getByRole('button', { name: 'Sign me up' }).click()
  await page.locator('.thanks').waitFor()
  await until(async () => (await lastRow())?.phone === '+33612345678')
  await page.getByRole('button', { name: 'Done' }).click()
  await attracted(page)
})

test('under the minimum age nobody is asked for marketing', async () => {
  await begin()
  await page.locator('#q-firstName').fill('Blaise')
  await page.locator('#q-day').pressSequentially(`0101${new Date().getFullYear() - 10}`)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('You are under 16, so we will not ask to send you news.').waitFor()
  expect(await page.locator('.tick').count()).toBe(0)
  await leave()
})

test('the language can be changed in the middle, and nothing typed is lost', async () => {
  await begin('Deutsch')
  await page.getByRole('heading', { name: 'Wie heißen Sie?' }).waitFor()
  await page.locator('#q-firstName').fill('Emmy')
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('fr')
  await page.getByRole('heading', { name: 'Quel est votre nom' }).waitFor()
  expect(await page.locator('#q-firstName').inputValue()).toBe('Emmy')
  await page.getByRole('combobox', { name: 'Langue' }).selectOption('nl')
  await page.getByRole('button', { name: 'Verder' }).click()
  await page.locator('#q-email').fill('emmy@example.org')
  await page.getByText('Wat dit betekent').click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Schrijf me in' }).click()
  await page.getByText('Dank je wel, Emmy.').waitFor()
  await until(async () => (await lastRow())?.language === 'nl')
  await page.getByRole('button', { name: 'Klaar' }).click()
  await attracted(page)
})

test('everything can be done with the keys alone', async () => {
  const { activeElement } = { activeElement: () => page.evaluate(() => document.activeElement?.id ?? '') }
  await page.locator('.begin').focus()
  await page.keyboard.press('Enter')
  await until(async () => (await activeElement()) === 'q-firstName')
  await page.keyboard.type('Maryam')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Mirzakhani')
  await page.keyboard.press('Tab')
  await page.keyboard.type('1205')
  await page.keyboard.press('Enter')
  await until(async () => (await activeElement()) === 'q-email')
  await page.keyboard.type('maryam@example.com')
  // Past the country of the number.
  for (const _ of [1, 2, 3]) await page.keyboard.press('Tab')
  await until(async () => (await activeElement()) === 'q-consent-email')
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  // The focus stays inside, and comes back.
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true)
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('link')
  for (const _ of [1, 2]) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.thanks').waitFor()
  await until(async () => (await lastRow())?.email === 'maryam@example.com')
  expect(JSON.parse((await lastRow())?.answers ?? '')).toMatchObject({ birthday: '--05-12' })
  await page.getByRole('button', { name: 'Done' }).focus()
  await page.keyboard.press('Enter')
  await attracted(page)
})

test('the tablet’s boxes tell the browser to remember nothing', async () => {
  await begin()
  const remembers = (): Promise<string[]> =>
    page
      .locator('form, input, select')
      .evaluateAll(all =>
        all
          .filter(one => one.getAttribute('autocomplete') !== 'off' || one.hasAttribute('name'))
          .map(one => one.outerHTML),
      )
  expect(await remembers()).toEqual([])
  await page.locator('#q-firstName').fill('Ada')
  await page.getByRole('button', { name: 'Next' }).click()
  expect(await remembers()).toEqual([])
  await leave()
})
