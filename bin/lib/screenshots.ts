// screenshots: makes the pictures of the README anew. Starts the product as `npm start` does, on a data folder of its own,
// pairs a kiosk, signs people up on it, and looks at what the shop sees. The people are long dead and famous.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Browser, Page } from 'playwright-core'
import { systemClock } from '../../src/platform/clock.ts'
import { uuidv7 } from '../../src/platform/ids.ts'
import { embeddedAdminUrl } from '../../src/platform/postgres/index.ts'
import { attracted, signUp, signUpAndLeave, tablet } from '../../test/journeys/glass.ts'
import { launchChromium } from '../../test/support/chromium.ts'
import { freePort } from '../../test/support/port.ts'
import { until } from '../../test/support/until.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const images = join(root, 'docs/images')
const people = [
  ['Grace', 'Hopper', 'grace@example.com'],
  ['Alan', 'Turing', 'alan@example.com'],
  ['Emmy', 'Noether', 'emmy@example.org'],
  ['Sofia', 'Kovalevskaya', 'sofia@example.net'],
  ['Maryam', 'Mirzakhani', 'maryam@example.com'],
  ['Leonhard', 'Euler', 'leonhard@example.org'],
  ['Srinivasa', 'Ramanujan', 'srinivasa@example.net'],
  ['Hypatia', 'of Alexandria', 'hypatia@example.com'],
] as const

await main()

async function main(): Promise<void> {
  mkdirSync(images, { recursive: true })
  const data = mkdtempSync(join(tmpdir(), 'customerinfo-pictures-'))
  const port = await freePort()
  const server = spawn(process.execPath, [join(root, 'src/main.ts'), 'serve', '--port', String(port), '--data', data], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CUSTOMERINFO_LOG: 'error' },
  })
  const url = `http://localhost:${port}`
  const browser = await launchChromium()
  try {
    await until(() => fetch(`${url}/readyz`).then(answer => answer.ok), { within: 60_000, what: 'the server' })
    await takePictures(browser, url, data)
  } finally {
    await browser.close()
    server.kill('SIGTERM')
    await new Promise(resolve => server.once('exit', resolve))
    rmSync(data, { recursive: true, force: true })
  }
}

async function takePictures(browser: Browser, url: string, data: string): Promise<void> {
  const office = await signIn(browser, url)
  const kiosk = await (await browser.newContext(tablet())).newPage()
  await kiosk.goto(`${url}/kiosk`)
  await kiosk.locator('[data-code]').waitFor()
  await picture(kiosk, 'kiosk-pairing')
  await pair(office, (await kiosk.locator('[data-code]').getAttribute('data-code')) ?? '')
  await attracted(kiosk)
  await picture(kiosk, 'kiosk-attract')
  await spreadOverTwoWeeks(office, url, data)
  for (const [firstName, lastName, email] of people) {
    await signUpAndLeave(kiosk, { firstName, lastName, email, consent: email !== 'alan@example.com' })
  }
  await pictureOfForm(kiosk)
  await signUp(
    kiosk,
    {
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: 'ada@example.com',
      phone: '612345678',
      birthday: '1012',
      consent: true,
    },
    { delay: 150 },
  )
  await picture(kiosk, 'kiosk-thanks')
  await office.goto(`${url}/dashboard`)
  await office
    .getByText('Ada Lovelace')
    .first()
    .waitFor()
    .catch(() => {})
  await picture(office, 'overview')
  await office.goto(`${url}/dashboard/signups`)
  await office.getByText('Ada Lovelace').first().click()
  await office
    .getByText('In Practice CRM', { exact: false })
    .first()
    .waitFor()
    .catch(() => {})
  await picture(office, 'signup')
  for (const page of ['connections', 'devices']) {
    await office.goto(`${url}/dashboard/${page}`)
    await office
      .getByText(page === 'devices' ? 'Annabella' : 'Practice CRM')
      .first()
      .waitFor()
    await picture(office, page)
  }
  const crm = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await crm.goto(`${url}/practice-crm`)
  await crm
    .getByText('Lovelace')
    .first()
    .waitFor()
    .catch(() => {})
  await picture(crm, 'practice-crm')
  const dark = await signIn(browser, url, { colorScheme: 'dark' })
  await picture(dark, 'overview-dark')
  const phone = await signIn(browser, url, { viewport: { width: 390, height: 844 } })
  await picture(phone, 'overview-phone')
}

/** The form as a shopper leaves it for a moment, with a slip in the address. */
async function pictureOfForm(kiosk: Page): Promise<void> {
  await kiosk.getByRole('button', { name: 'English', exact: true }).click()
  await kiosk.locator('#q-firstName').waitFor()
  await kiosk.keyboard.type('Ada')
  await kiosk.keyboard.press('Enter')
  await kiosk.keyboard.type('Lovelace')
  await kiosk.locator('.button.main').click()
  await kiosk.locator('#q-email').waitFor()
  await kiosk.keyboard.type('ada@gmial.com')
  await kiosk.keyboard.press('Enter')
  await kiosk.keyboard.type('612345678')
  await picture(kiosk, 'kiosk-form')
  await kiosk.reload()
  await attracted(kiosk)
}

async function signIn(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Amsterdam',
    ...options,
  })
  const page = await context.newPage()
  await page.goto(`${url}/dashboard`)
  const login = await page.evaluate(() => fetch('/dashboard/api/demo').then(answer => answer.json()))
  await post(page, '/dashboard/api/session', login)
  await page.goto(`${url}/dashboard`)
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  return page
}

async function pair(office: Page, code: string): Promise<void> {
  const { items } = await office.evaluate(() => fetch('/dashboard/api/stores').then(answer => answer.json()))
  await post(office, '/dashboard/api/devices', { code, name: 'Annabella', storeId: items[0].id })
}

async function post(page: Page, path: string, body: unknown): Promise<void> {
  const status = await page.evaluate(
    async ([to, json]) =>
      (await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body: json })).status,
    [path, JSON.stringify(body)] as const,
  )
  if (status >= 300) throw new Error(`${path} answered ${status}`)
}

/** A chart of one day shows nothing: sign-ups through the API, moved back in time as only the owner of the database can. */
async function spreadOverTwoWeeks(office: Page, url: string, data: string): Promise<void> {
  const key = await office.evaluate(() =>
    fetch('/dashboard/api/api-keys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Till', scopes: ['signups:write'] }),
    }).then(answer => answer.json()),
  )
  const { items: forms } = await office.evaluate(() => fetch('/dashboard/api/forms').then(answer => answer.json()))
  const consent = forms[0].definition.consents[0].texts.en.id
  const perDay = [12, 15, 14, 17, 21, 24, 11, 14, 17, 16, 19, 22, 25]
  const client = new pg.Client({ connectionString: embeddedAdminUrl(data) })
  await client.connect()
  try {
    for (const [index, count] of perDay.entries()) {
      const back = perDay.length - index
      const ids = Array.from({ length: count }, () => uuidv7(systemClock))
      for (const [place, id] of ids.entries()) {
        const [firstName, lastName] = people[place % people.length] ?? ['Ada', 'Lovelace']
        const body = {
          id,
          language: 'en',
          consents: [{ text: consent, given: place % 7 < 5 }],
          answers: { firstName, lastName, email: `${firstName.toLowerCase()}${back}.${place}@example.com` },
        }
        await fetch(`${url}/api/v1/signups`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${key.key}` },
          body: JSON.stringify(body),
        })
      }
      const past = [back, ids]
      await client.query(
        'update app.signups set received_at = received_at - make_interval(days => $1) where id = any($2)',
        past,
      )
      await client.query(
        "update app.usage_records set at = at - make_interval(days => $1) where at > now() - interval '1 day'",
        [back],
      )
    }
  } finally {
    await client.end()
  }
}

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  // What slides in has arrived; what goes on for long (a ring that runs out) is not waited for.
  await page.evaluate(() => {
    const short = document.getAnimations().filter(motion => Number(motion.effect?.getComputedTiming().endTime) < 1000)
    return Promise.all(short.map(motion => motion.finished.catch(() => {})))
  })
  await page.screenshot({ path: join(images, `${name}.png`) })
  console.log(`docs/images/${name}.png`)
}
