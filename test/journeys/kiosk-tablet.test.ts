import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listDevices } from '../../src/domain/devices/index.ts'
import { endPairing, pairDevice } from '../../src/domain/devices/pairing.ts'
import { onDatabase } from '../builders/retailer.ts'
import { until } from '../support/until.ts'
import {
  arrived,
  attracted,
  type Kiosk,
  openStaffView,
  openStreet,
  type Street,
  signUpAndLeave,
  tablet,
} from './support.ts'

let street: Street
beforeAll(async () => {
  street = await openStreet({ staffPin: null })
})
afterAll(() => street.close())

const query = (text: string, values: unknown[] = []) =>
  onDatabase(street.database.adminUrl, client => client.query(text, values))

/** A tablet whose browser is as `change` makes it. */
async function openChanged(name: string, change: () => void): Promise<Kiosk> {
  const context = await street.browser.newContext(tablet())
  await context.addInitScript(change)
  return street.openKiosk({ name, context })
}
async function lastHeartbeat(deviceId: string) {
  const device = (await listDevices(street.scope)).find(({ id }) => id === deviceId)
  return { storagePersisted: device?.storagePersisted, battery: device?.battery }
}

test('without a PIN the staff’s view is open and says so, and the list tells how far each sign-up has come', async () => {
  const { page, pairingId } = await street.openKiosk()
  await query('update app.staff set ended_at = now()')
  await page.reload()
  await page.getByRole('button', { name: 'Staff: hold to open' }).focus()
  await page.keyboard.down('Space')
  await page.locator('.back').waitFor()
  await page.keyboard.up('Space')
  await page.getByText('Add names in the dashboard, under Stores.').waitFor()
  await page.getByText('No PIN is set').waitFor()
  await page.getByText('None yet. The next one appears here within a second.').waitFor()
  await page.getByRole('button', { name: 'Back to the counter' }).click()

  for (const firstName of ['Ada', 'Grace', 'Emmy']) {
    await signUpAndLeave(page, { firstName, email: `${firstName}@example.com` })
  }
  await arrived(street, 3)
  await until(async () => (await street.contacts()).length === 3)
  const of = `signup_id = (select id from app.signups where first_name = $1)`
  await query(
    `update app.deliveries set state = 'parked', reason_code = 'refused', reason = 'Its e-mail is not taken there' where ${of}`,
    ['Grace'],
  )
  await query(`delete from app.attempts where delivery_id in (select id from app.deliveries where ${of})`, ['Emmy'])
  await query(`delete from app.deliveries where ${of}`, ['Emmy'])
  await query('update app.heartbeats set last_number = 5, queue = 0 where pairing_id = $1', [pairingId])

  await openStaffView(page)
  const row = (name: string) => page.locator('.recent li', { hasText: name })
  await row('Ada').getByText('Practice CRM: Delivered').waitFor()
  expect(await row('Ada').getByRole('link', { name: 'Open' }).count()).toBe(1)
  await row('Grace').getByText('Practice CRM: Needs a look').waitFor()
  expect(await row('Grace').locator('.delivery').getAttribute('title')).toBe('Its e-mail is not taken there')
  await row('Emmy').getByText('Kept, no CRM is connected').waitFor()
  await page.getByText('2 sign-ups of this tablet have not arrived.').waitFor()

  await page.getByRole('button', { name: 'Leave kiosk mode' }).click()
  await page.getByRole('heading', { name: 'Kiosk mode is off' }).waitFor()
  await page.context().close()
})

test('whether the storage is kept, and how full the battery is, are told to staff and server', async () => {
  const kept = await openChanged('Kept', () => {
    Object.assign(navigator, { getBattery: async () => ({ level: 0.5 }) })
    navigator.storage.persist = async () => true
  })
  await openStaffView(kept.page)
  await kept.page.getByText('Kept', { exact: true }).waitFor()
  expect(await kept.page.getByText('Install the app to the home screen.').count()).toBe(0)
  expect(await lastHeartbeat(kept.deviceId)).toEqual({ storagePersisted: true, battery: 0.5 })
  // Once granted, nobody is asked again.
  await kept.page.evaluate(() => {
    navigator.storage.persist = async () => false
    window.dispatchEvent(new Event('online'))
  })
  await kept.page.waitForResponse('**/kiosk/api/heartbeat')
  await kept.page.getByText('Kept', { exact: true }).waitFor()
  await kept.page.context().close()

  const mute = await openChanged('Mute', () => {
    Object.assign(navigator, { getBattery: undefined })
    navigator.storage.persist = () => Promise.reject(new Error('no'))
  })
  await openStaffView(mute.page)
  await mute.page.getByText('The browser does not say').waitFor()
  expect(await lastHeartbeat(mute.deviceId)).toEqual({ storagePersisted: null, battery: null })
  await mute.page.context().close()

  const unsafe = await openChanged('Unsafe', () => {
    Object.assign(navigator, { getBattery: () => Promise.reject(new Error('not here')) })
    navigator.storage.persist = async () => false
  })
  await openStaffView(unsafe.page)
  await unsafe.page.getByText('May be cleared').waitFor()
  await unsafe.page.getByText('Install the app to the home screen.').waitFor()
  expect(await lastHeartbeat(unsafe.deviceId)).toEqual({ storagePersisted: false, battery: null })
  await unsafe.page.context().close()
})

test('a tablet that comes to light again says at once that it is well, one heartbeat at a time', async () => {
  const { page } = await street.openKiosk({ name: 'Hidden' })
  await page.waitForLoadState('networkidle')
  let beats = 0
  let answer = (): void => undefined
  await page.route('**/kiosk/api/heartbeat', async route => {
    beats += 1
    await new Promise<void>(resolve => {
      answer = resolve
    })
    await route.continue()
  })
  const become = (state: string) =>
    page.evaluate(visibility => {
      Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await become('hidden')
  expect(beats).toBe(0)
  await become('visible')
  await until(() => beats === 1)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await become('visible')
  const answered = page.waitForResponse('**/kiosk/api/heartbeat')
  answer()
  await answered
  expect(beats).toBe(1)
  await page.unroute('**/kiosk/api/heartbeat')
  await page.context().close()
})

test('a touch fills the screen where the browser has a frame; leaving gives it back', async () => {
  const open = async (name: string, change: () => void) => {
    const context = await street.browser.newContext(tablet({ hasTouch: true, isMobile: true }))
    await context.addInitScript(() => {
      const asked: string[] = []
      let element: Element | null = null
      Object.defineProperty(document, 'fullscreenElement', { get: () => element })
      Object.assign(window, { asked })
      Element.prototype.requestFullscreen = () => {
        asked.push('fill')
        element = document.documentElement
        return Promise.resolve()
      }
      document.exitFullscreen = () => {
        asked.push('leave')
        element = null
        return Promise.reject(new Error('already'))
      }
    })
    await context.addInitScript(change)
    return (await street.openKiosk({ name, context })).page
  }
  const asked = (page: Page) => page.evaluate(() => (window as unknown as { asked: string[] }).asked)
  const beginAndLeave = async (page: Page) => {
    await page.getByRole('button', { name: 'English', exact: true }).click()
    await page.locator('#q-firstName').waitFor()
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await attracted(page)
  }

  const framed = await open('Framed', () => undefined)
  await beginAndLeave(framed)
  await beginAndLeave(framed)
  expect(await asked(framed)).toEqual(['fill'])
  await openStaffView(framed)
  await framed.getByRole('button', { name: 'Leave kiosk mode' }).click()
  await framed.getByRole('heading', { name: 'Kiosk mode is off' }).waitFor()
  expect(await asked(framed)).toEqual(['fill', 'leave'])
  await framed.context().close()

  const installed = await open('Installed', () => Object.assign(navigator, { standalone: true }))
  await beginAndLeave(installed)
  expect(await asked(installed)).toEqual([])
  await installed.context().close()

  const unable = await open('Unable', () => {
    Object.assign(Element.prototype, { requestFullscreen: undefined })
  })
  await beginAndLeave(unable)
  expect(await asked(unable)).toEqual([])
  await unable.context().close()
})

test('the screen stays lit while the counter is open, also after the page was hidden, and no longer', async () => {
  const { page } = await openChanged('Lit', () => {
    const lit = { held: 0, asked: 0, late: false, grant: (): void => {} }
    const request = () => {
      lit.asked += 1
      const lock = {
        async release() {
          lit.held -= 1
        },
      }
      const grant = () => {
        lit.held += 1
        return lock
      }
      if (!lit.late) return Promise.resolve(grant())
      return new Promise(resolve => {
        lit.grant = () => resolve(grant())
      })
    }
    Object.assign(window, { lit })
    Object.defineProperty(navigator, 'wakeLock', { value: { request } })
  })
  type Lit = { held: number; asked: number; late: boolean; grant: () => void }
  const lit = () => page.evaluate(() => ({ ...(window as unknown as { lit: Lit }).lit, grant: undefined }))
  const become = (state: string, late = false) =>
    page.evaluate(
      ([visibility, slowly]) => {
        const lamp = (window as unknown as { lit: Lit }).lit
        lamp.late = slowly === 'late'
        // A browser takes the lock away from a page that is hidden.
        if (visibility === 'hidden') lamp.held = 0
        Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      },
      [state, late ? 'late' : 'at once'],
    )
  expect(await lit()).toMatchObject({ held: 1, asked: 1 })
  await become('hidden')
  expect(await lit()).toMatchObject({ held: 0, asked: 1 })
  await become('visible', true)
  expect(await lit()).toMatchObject({ held: 0, asked: 2 })
  await openStaffView(page)
  await page.getByRole('button', { name: 'Leave kiosk mode' }).click()
  await page.getByRole('heading', { name: 'Kiosk mode is off' }).waitFor()
  // What is granted only now is given back.
  const before = (await lit()).held
  await page.evaluate(() => (window as unknown as { lit: Lit }).lit.grant())
  await until(async () => (await lit()).held === before)
  await page.context().close()
})

test('a page that is taken out of the history again has forgotten what was typed', async () => {
  const { page } = await street.openKiosk({ name: 'Back' })
  const begin = async () => {
    await page.getByRole('button', { name: 'English', exact: true }).click()
    await page.locator('#q-firstName').fill('Hypatia')
  }
  const show = (persisted: boolean) =>
    page.evaluate(was => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: was })), persisted)
  await begin()
  await show(false)
  expect(await page.locator('#q-firstName').inputValue()).toBe('Hypatia')
  await show(true)
  await attracted(page)
  expect(await page.content()).not.toContain('Hypatia')
  await page.context().close()
})

test('a screen that stumbles says so and starts again by itself', async () => {
  const context = await street.browser.newContext(tablet())
  const { page } = await street.openKiosk({ name: 'Stumbling', context })
  await page.clock.install()
  // A browser that does not know the store's time zone.
  await page.evaluate(() => {
    Intl.DateTimeFormat = function unable() {
      throw new RangeError('Invalid time zone specified')
    } as unknown as typeof Intl.DateTimeFormat
  })
  await page.getByRole('button', { name: 'English', exact: true }).click()
  await page.getByRole('heading', { name: 'This screen stumbled' }).waitFor()
  await page.getByText('Nothing that was signed up is lost.').waitFor()
  await page.clock.runFor(8_100)
  await attracted(page)
  await context.close()
})

test('where the storage refuses, only the server’s word counts; what it has under another name is kept beside it', async () => {
  const { page, pairingId } = await openChanged('Full', () => {
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  const answers: { status: string }[] = []
  let times = 0
  await page.route('**/kiosk/api/signups', async route => {
    times += 1
    if (times === 1) {
      // It arrives, and the answer is lost.
      await route.fetch()
      return route.abort()
    }
    if (times === 2) return route.fulfill({ json: { results: [{ id: null, status: 'invalid', receivedAt: null }] } })
    const response = await route.fetch()
    answers.push(...((await response.json()) as { results: { status: string }[] }).results)
    return route.fulfill({ response })
  })
  await page.getByRole('button', { name: 'English', exact: true }).click()
  await page.locator('#q-firstName').fill('Mary')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('#q-email').fill('mary@example.org')
  await page.getByRole('button', { name: 'Sign me up' }).click()
  const refused = page.getByText('Your sign-up could not be kept just now.')
  await refused.waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await until(() => times === 2)
  await refused.waitFor()
  expect(await page.locator('.thanks').count()).toBe(0)
  await page.locator('#q-email').fill('mary@example.com')
  await page.locator('.button.main').click()
  await page.locator('.thanks').waitFor()
  expect(answers).toMatchObject([{ status: 'conflict' }])
  const own = (await street.signups()).filter(row => row.credential_id === pairingId)
  expect(own).toMatchObject([{ state: 'accepted', email: 'mary@example.org', number: 1 }])
  await page.context().close()
})

test('what waits from an earlier pairing is told beside what waits now', async () => {
  const { page, deviceId } = await street.openKiosk({ name: 'Twice' })
  await page.route('**/kiosk/api/signups', route => route.abort())
  await signUpAndLeave(page, { firstName: 'Rosalind', email: 'rosalind@example.com' })
  await endPairing(street.scope, deviceId, 'revoked')
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await page.getByRole('heading', { name: 'This tablet was unpaired' }).waitFor()
  await page.getByRole('button', { name: 'Pair this tablet again' }).click()
  // Paired anew, and started again before its form has come.
  await page.route('**/kiosk/api/setup', route => route.abort())
  const code = (await page.locator('[data-code]').getAttribute('data-code')) ?? ''
  await pairDevice(street.scope, { code, name: 'Twice', storeId: street.storeId })
  await page.getByRole('heading', { name: 'Paired' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Paired' }).waitFor()
  await page.unroute('**/kiosk/api/setup')
  await attracted(page)
  await openStaffView(page)
  expect(await page.locator('[data-queue]').textContent()).toBe('Nothing')
  await page.getByText('1 more from an earlier pairing').waitFor()
  await page.unroute('**/kiosk/api/signups')
  await until(async () => (await page.getByText('more from an earlier pairing').count()) === 0)
  await until(async () => (await street.signups()).some(row => row.email === 'rosalind@example.com'))
  await page.context().close()
})

test.each([
  ['forgot', 'delete from directory.pairing_codes'],
  ['let run out', `update directory.pairing_codes set expires_at = now() - interval '1 second'`],
])('a code that the server %s is replaced by a new one', async (_what, text) => {
  const page = await street.openPage()
  const shown = page.locator('[data-code]')
  const code = await shown.getAttribute('data-code')
  await query(text)
  await until(async () => {
    const now = await shown.getAttribute('data-code', { timeout: 1_000 }).catch(() => null)
    return now !== null && now !== code
  })
  await page.context().close()
})
