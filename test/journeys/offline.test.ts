import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchProfile, saveCoverage } from '../support/chromium.ts'
import { until } from '../support/until.ts'
import { openWifi, type Wifi } from '../support/wifi.ts'
import {
  arrived,
  attracted,
  openStreet,
  pairKiosk,
  queueLength,
  type Shopper,
  type Street,
  signUpAndLeave,
  tablet,
} from './support.ts'

let street: Street
let wifi: Wifi
let profile: string
let context: BrowserContext
let page: Page

// Names that stand in no dictionary, font list or spelling table, so that finding one means finding a person.
const surnames = [
  'Quxworth',
  'Zablonsky',
  'Vintrelle',
  'Jorvaldur',
  'Pelkwist',
  'Drazenko',
  'Wymborne',
  'Ferhuizen',
  'Kalvostra',
  'Oubrecht',
]
const people: Shopper[] = Array.from({ length: 20 }, (_, index) => ({
  firstName: `Xanthe${String.fromCharCode(65 + index)}q`,
  lastName: `${surnames[index % surnames.length]}${index}`,
  email: `guest${index}.${surnames[index % surnames.length]?.toLowerCase()}@example.org`,
  phone: `06${31415926 + index * 7}`,
  birthday: '10121985',
  consent: index % 2 === 0,
}))

beforeAll(async () => {
  street = await openStreet()
  wifi = await openWifi(street.url)
  profile = mkdtempSync(join(tmpdir(), 'customerinfo-tablet-'))
  await switchOn()
  await pairKiosk(page, { scope: street.scope, storeId: street.storeId, name: 'Annabella' })
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null), {
    what: 'the page to be kept for offline',
  })
})
afterAll(async () => {
  await context?.close().catch(() => {})
  await wifi.close()
  await street.close()
  rmSync(profile, { recursive: true, force: true })
})

async function switchOn(): Promise<void> {
  context = await launchProfile(profile, tablet())
  page = context.pages()[0] ?? (await context.newPage())
  await page.goto(`${wifi.url}/kiosk`)
}

/** Pulls the battery: every process of this browser ends at once. */
async function pullTheBattery(): Promise<void> {
  await saveCoverage()
  const gone = new Promise<void>(resolve => void context.once('close', () => resolve()))
  execFileSync('pkill', ['-KILL', '-f', profile])
  await gone
}

/** Files of the profile that hold any of the words, in the encodings that a browser writes. */
function filesWith(folder: string, words: string[]): string[] {
  const needles = words.flatMap(word => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')])
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path, { throwIfNoEntry: false })?.isFile())
    .filter(path => {
      const content = readFileSync(path)
      return needles.some(needle => content.includes(needle))
    })
}

const wordsOf = (shoppers: Shopper[]): string[] =>
  shoppers.flatMap(({ firstName, lastName = '', email, phone = '' }) => [
    firstName,
    lastName,
    email,
    phone,
    phone.slice(1),
  ])

test('twenty shoppers while the wifi is away, through a dead battery and a cold start, are in the CRM once each', async () => {
  await wifi.off()
  for (const shopper of people.slice(0, 8)) await signUpAndLeave(page, shopper)
  await pullTheBattery()

  await switchOn()
  await attracted(page)
  expect(await queueLength(page)).toBe(8)
  for (const shopper of people.slice(8)) await signUpAndLeave(page, shopper)
  expect(await queueLength(page)).toBe(20)
  await pullTheBattery()

  expect(filesWith(profile, wordsOf(people))).toEqual([])

  await wifi.on()
  await switchOn()
  await attracted(page)
  const rows = await arrived(street, 20)
  expect(rows.map(row => row.number).sort((a, b) => Number(a) - Number(b))).toEqual(people.map((_, index) => index + 1))
  await until(async () => (await queueLength(page)) === 0, { what: 'the tablet to forget them' })
  const contacts = await until(async () => {
    const found = await street.contacts()
    return found.length >= 20 ? found : undefined
  })
  expect(contacts.map(contact => String(contact.fields.email)).sort()).toEqual(people.map(({ email }) => email).sort())
})

test('the search of the profile finds what a careless page would have left', async () => {
  // Written as the queue is written, only in clear.
  await page.evaluate(async word => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('IndexedDB refused'))
      })
    const opening = indexedDB.open('careless')
    opening.onupgradeneeded = () => void opening.result.createObjectStore('queue')
    const db = await done(opening)
    const writing = db.transaction('queue', 'readwrite', { durability: 'strict' })
    const written = new Promise(resolve => writing.addEventListener('complete', resolve))
    writing.objectStore('queue').put({ lastName: word }, 1)
    await written
  }, 'Quxworthcontrol')
  await pullTheBattery()
  const wrote = filesWith(profile, ['Quxworthcontrol'])
  await switchOn()
  await attracted(page)
  expect(wrote.length).toBeGreaterThan(0)
})

test('an update of the app waits for a form to be finished, and costs nothing that is queued', async () => {
  await wifi.off()
  await signUpAndLeave(page, { firstName: 'Emmy', lastName: 'Noether', email: 'emmy.noether@example.com' })
  await wifi.on()
  wifi.change('/kiosk/sw.js', body => `${body}\n// the next release\n`)
  await page.getByRole('button', { name: 'English', exact: true }).click()
  await page.locator('#q-firstName').waitFor()
  await page.keyboard.type('Hypatia')
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    await registration?.update()
  })
  await until(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null), {
    what: 'the update to wait',
  })
  expect(await page.locator('#q-firstName').inputValue()).toBe('Hypatia')
  await page.keyboard.press('Enter')
  await page.keyboard.type('of Alexandria')
  await page.locator('.button.main').click()
  await page.locator('#q-email').waitFor()
  await page.keyboard.type('hypatia@example.com')
  await page.keyboard.press('Enter')
  await page.locator('.button.main').click()
  await page.locator('.thanks').waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await attracted(page)
  await until(
    () =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting === null).catch(() => false),
    { what: 'the update to take over' },
  )
  await attracted(page)
  const rows = await until(
    async () => {
      const all = await street.signups()
      const both = ['emmy.noether@example.com', 'hypatia@example.com']
      return both.every(email => all.some(row => row.email === email)) ? all : undefined
    },
    { what: 'both to arrive' },
  )
  expect(new Set(rows.map(row => row.number)).size).toBe(rows.length)
})
