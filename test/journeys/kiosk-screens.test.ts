import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBarriers } from './dashboard-office.ts'
import { attracted, openStaffView, openStreet, pairKiosk, type Street } from './support.ts'

let street: Street
beforeAll(async () => {
  street = await openStreet()
})
afterAll(() => street.close())

const glasses = {
  lying: { width: 1024, height: 768 },
  standing: { width: 768, height: 1024 },
  small: { width: 390, height: 844 },
}

test.each(Object.entries(glasses))(
  'no screen has a barrier or is wider than the glass: %s',
  async (_name, viewport) => {
    const page = await street.openPage({ viewport, reducedMotion: 'reduce' })
    const look = async (): Promise<void> => {
      expect(await findBarriers(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      expect(await smallTargets(page)).toEqual([])
    }
    await page.locator('[data-code]').waitFor()
    await look()
    await pairKiosk(page, { scope: street.scope, storeId: street.storeId, name: 'Annabella' })
    await look()
    for (const language of ['English', 'Nederlands', 'Deutsch', 'Français']) {
      await page.getByRole('button', { name: language, exact: true }).click()
      await page.locator('#q-firstName').waitFor()
      await page.locator('.button.main').click()
      await look()
      await page.locator('#q-firstName').fill('Annabella')
      await page.locator('.button.main').click()
      await page.locator('#q-email').fill('annabella.lovelace@gmial.com')
      await page.locator('#q-phone').fill('0612')
      await page.locator('.button.main').click()
      await page.locator('.fix').first().waitFor()
      await look()
      await page.locator('.link').first().click()
      await look()
      await page.keyboard.press('Escape')
      await page.locator('#q-phone').fill('')
      await page.locator('.fix').first().click()
      await page.locator('.button.main').click()
      await page.locator('.thanks').waitFor()
      await look()
      await page.locator('.farewell button').click()
      await attracted(page)
    }
    await openStaffView(page)
    await look()
    await page.getByRole('button', { name: 'Leave kiosk mode' }).click()
    await look()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Lock the tablet to this app' }).click()
    await look()
    await page.context().close()
  },
)

/** Whatever is pressed is 48 px and more, either way. */
function smallTargets(page: Page): Promise<string[]> {
  return page.locator('button:visible, select:visible, input:visible, a:visible').evaluateAll(all =>
    all.flatMap(one => {
      const { width, height } = one.getBoundingClientRect()
      return width < 47.5 || height < 47.5
        ? [`${Math.round(width)} × ${Math.round(height)}: ${one.outerHTML.slice(0, 120)}`]
        : []
    }),
  )
}
