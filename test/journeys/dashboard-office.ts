import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import axe from 'axe-core'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { createApiKey } from '../../src/domain/accounts/index.ts'
import { addConnection } from '../../src/domain/deliveries/index.ts'
import { openPracticeCrm } from '../../src/domain/practice/index.ts'
import { uuidv7 } from '../../src/platform/ids.ts'
import { password } from '../builders/office.ts'
import { makeProof, makeTabletKey } from '../builders/tablet.ts'
import { saveCoverage } from '../support/chromium.ts'
import { until } from '../support/until.ts'
import { type Product, startProduct } from './product.ts'

export type Office = Product & {
  /** A window of its own. What goes wrong in its pages, script or policy, fails the test that closes it. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>
  /** The same, signed in as the owner. */
  enter(path?: string, options?: BrowserContextOptions): Promise<Page>
  /** A sign-up through the public API; answers its id. */
  signUp(who: { firstName: string; lastName?: string; email?: string; test?: boolean }): Promise<string>
  /** Connects the practice CRM; answers the connection's id. */
  connectPractice(name?: string): Promise<string>
}

/** The product with its back office open, as the owner's key and browser see it. */
export async function openOffice(): Promise<Office> {
  const product = await startProduct()
  const { url, ports, shop, browser } = product
  const key = await createApiKey(shop.scope, { name: 'Till', scopes: ['signups:write', 'signups:read'] })
  const complaints: string[] = []

  async function open(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      timezoneId: 'Europe/Amsterdam',
      ...options,
    })
    const page = await context.newPage()
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', line => {
      // That a request was refused is the browser's own remark; a test that wants a refusal looks for its words.
      if (line.type() === 'error' && !/^(Failed to load resource|Refusal: )/.test(line.text()))
        complaints.push(line.text())
    })
    // A page that is left takes what ran in it along.
    for (const leave of ['goto', 'reload'] as const) {
      const go = page[leave].bind(page) as (...given: unknown[]) => Promise<never>
      page[leave] = async (...given: unknown[]) => {
        await saveCoverage()
        return go(...given)
      }
    }
    await page.goto(`${url}/dashboard${path}`)
    return page
  }

  return {
    ...product,
    open,
    async enter(path = '/', options = {}) {
      const page = await open('/sign-in', options)
      await signIn(page)
      if (path !== '/') await page.goto(`${url}/dashboard${path}`)
      return page
    },
    async signUp({ email, ...answers }) {
      const { test, ...names } = answers
      const id = uuidv7(ports.clock)
      const answer = await fetch(`${url}/api/v1/signups`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          id,
          answers: { ...names, email: email ?? `${names.firstName.toLowerCase()}@example.com` },
          ...(test ? { test } : {}),
        }),
      })
      if (answer.status !== 201) throw new Error(`The sign-up was answered ${answer.status}: ${await answer.text()}`)
      return id
    },
    async connectPractice(name = 'Practice CRM') {
      const settings = await openPracticeCrm(shop.scope)
      const { id } = await addConnection(shop.scope, { connector: 'practice', name, settings })
      return id
    },
    async close() {
      await product.close()
      expect(complaints).toEqual([])
    },
  }
}

export async function signIn(page: Page, email = 'ada@example.com', secret = password): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}

/** The last mail to `to`, with the link that it is about. */
export async function mailTo(office: Office, to: string, subject: RegExp): Promise<string> {
  return until(
    async () => {
      const page = await (await fetch(`${office.url}/mail`)).text()
      const id = [...page.matchAll(/href="\/mail\/([0-9a-f-]{36})"/g)].map(match => match[1])
      for (const mail of id) {
        const text = await (await fetch(`${office.url}/mail/${mail}`)).text()
        if (!text.includes(to) || !subject.test(text)) continue
        const html = await (await fetch(`${office.url}/mail/${mail}/html`)).text()
        return /href="(http[^"]*token=[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
      }
      return undefined
    },
    { what: `a mail to ${to} that says ${subject}` },
  )
}

/** What axe finds wrong with the page as it stands, in words that lead there. */
export async function findBarriers(page: Page): Promise<string[]> {
  // What slides in is measured once it stands.
  await page.evaluate(() => Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => {}))))
  await page.evaluate(`${axe.source}; 0`)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run(document))
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  )
}

/** A stranger's server that takes whatever comes; `answer` is its status. */
export async function openReceiver(): Promise<{ url: string; answer: number; close(): void }> {
  const receiver = { url: '', answer: 204, close: () => void server.close() }
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(receiver.answer).end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return receiver
}

export const webhookSecret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`

/** A tablet that speaks to the kiosk's side of the server, for what a page of ours is not needed for. */
export function tabletBefore(office: Office) {
  const key = makeTabletKey()
  const { host } = new URL(office.url)
  const ask = async (method: 'GET' | 'POST', path: string, given: { kid?: string; body?: unknown } = {}) => {
    const nonce = (await fetch(`${office.url}/kiosk/api/nonce`)).headers.get('dpop-nonce') ?? ''
    const body = given.body === undefined ? '' : JSON.stringify(given.body)
    const proof = makeProof(key, { method, path, body, nonce, host, ...(given.kid && { kid: given.kid }) })
    const answer = await fetch(`${office.url}${path}`, {
      method,
      headers: { dpop: proof, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body }),
    })
    return answer.json() as Promise<Record<string, string>>
  }
  const device = { os: 'iPadOS', osVersion: '18.2', browser: 'Safari 18', appVersion: '0.1.0' }
  return {
    /** Asks for a code: `{id, code, url}`. */
    offer: () => ask('POST', '/kiosk/api/pairing', { body: { publicKey: key.jwk, device } }),
    poll: (id: string) => ask('GET', `/kiosk/api/pairing/${id}`),
    beat: (kid: string, facts: object) =>
      ask('POST', '/kiosk/api/heartbeat', {
        kid,
        body: {
          lastNumber: 0,
          queue: 0,
          oldestQueuedAt: null,
          storagePersisted: true,
          battery: 0.8,
          lastError: null,
          device,
          ...facts,
        },
      }),
  }
}
