import type { BrowserContextOptions, Page } from 'playwright-core'

/** A tablet lying on its side, in English. */
export function tablet(options: BrowserContextOptions = {}): BrowserContextOptions {
  return { viewport: { width: 1024, height: 768 }, locale: 'en-GB', timezoneId: 'Europe/Amsterdam', ...options }
}

export const attracted = (page: Page): Promise<void> => page.locator('.attract').waitFor()

export type Shopper = {
  firstName: string
  lastName?: string
  email: string
  phone?: string
  /** As typed: day, month, year. */
  birthday?: string
  consent?: boolean
}

/** Goes through the form by touch and on-screen keyboard; ends on the thanks. `delay` is the pause between two keys, in ms. */
export async function signUp(page: Page, shopper: Shopper, { delay = 0, language = 'English' } = {}): Promise<void> {
  await page.getByRole('button', { name: language, exact: true }).click()
  await page.locator('#q-firstName').waitFor()
  await page.keyboard.type(shopper.firstName, { delay })
  await page.keyboard.press('Enter')
  await page.keyboard.type(shopper.lastName ?? '', { delay })
  await page.keyboard.press('Enter')
  await page.keyboard.type(shopper.birthday ?? '', { delay })
  await page.locator('.button.main').click()
  await page.locator('#q-email').waitFor()
  await page.keyboard.type(shopper.email, { delay })
  await page.keyboard.press('Enter')
  await page.keyboard.type(shopper.phone ?? '', { delay })
  await page.keyboard.press('Enter')
  if (shopper.consent) await page.locator('#q-consent-email').check({ force: true })
  await page.locator('.button.main').click()
  await page.locator('.thanks').waitFor()
}

/** Signs up and goes back to the attract screen, for the next one. */
export async function signUpAndLeave(page: Page, shopper: Shopper): Promise<void> {
  await signUp(page, shopper)
  await page.getByRole('button', { name: 'Done' }).click()
  await attracted(page)
}

/** Holds the corner until the staff's view is there. */
export async function openStaffView(page: Page): Promise<void> {
  await page.mouse.move(30, 30)
  await page.mouse.down()
  await page.locator('.back').waitFor()
  await page.mouse.up()
}

export async function enterPin(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
}

/** How many sealed sign-ups lie in the tablet's IndexedDB. */
export function queueLength(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('customerinfo-kiosk')
        opening.onerror = () => reject(opening.error ?? new Error('IndexedDB did not open'))
        opening.onsuccess = () => {
          const count = opening.result.transaction('queue').objectStore('queue').count()
          count.onerror = () => reject(count.error ?? new Error('The queue could not be counted'))
          count.onsuccess = () => {
            opening.result.close()
            resolve(count.result)
          }
        }
      }),
  )
}

/** Everything that the page itself could still tell about somebody: what it shows, its address, and each of its storages. */
export async function tracesOf(page: Page, words: string[]): Promise<string[]> {
  const everything = await page.evaluate(async () => {
    const read = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('IndexedDB could not be read'))
      })
    const shelves: unknown[] = []
    for (const { name } of await indexedDB.databases()) {
      const db = await read(indexedDB.open(name ?? ''))
      for (const shelf of db.objectStoreNames)
        shelves.push(await read(db.transaction(shelf).objectStore(shelf).getAll()))
      db.close()
    }
    const cached: string[] = []
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) cached.push(url)
    }
    const values = Array.from(document.querySelectorAll('input, select'), box => (box as HTMLInputElement).value)
    return JSON.stringify([
      document.documentElement.outerHTML,
      values,
      location.href,
      history.state,
      document.title,
      document.cookie,
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      shelves,
      cached,
    ])
  })
  return words.filter(word => everything.toLowerCase().includes(word.toLowerCase()))
}
