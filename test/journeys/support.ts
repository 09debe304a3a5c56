import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { demoForm } from '../../src/commands/demo-form.ts'
import { addConnection } from '../../src/domain/deliveries/index.ts'
import { pairDevice } from '../../src/domain/devices/index.ts'
import { type FormDraft, publishForm } from '../../src/domain/forms/index.ts'
import { listContacts, openPracticeCrm, type PracticeContact } from '../../src/domain/practice/index.ts'
import { addStaff, addStore, changeStore, phoneFormUrl } from '../../src/domain/stores/index.ts'
import type { Scope } from '../../src/platform/scope.ts'
import { onDatabase } from '../builders/retailer.ts'
import { until } from '../support/until.ts'
import { attracted, tablet } from './glass.ts'
import { type Product, startProduct } from './product.ts'

export * from './glass.ts'

export const staffPin = '2468'

export type StreetOptions = {
  /** Changes to the form that the shop's tablets ask. */
  form?: Partial<FormDraft>
  staffPin?: string | null
}

/** A shop in its street: the product, a store with staff, and the practice CRM connected. */
export type Street = Product & {
  scope: Scope
  storeId: string
  phoneFormUrl: string
  /** A tablet of its own: opens the kiosk, pairs it and waits for the attract screen. */
  openKiosk: (options?: BrowserContextOptions & { name?: string; context?: BrowserContext }) => Promise<Kiosk>
  /** A new window on the kiosk's page, not paired. */
  openPage: (options?: BrowserContextOptions) => Promise<Page>
  signups: () => Promise<StoredSignup[]>
  contacts: () => Promise<PracticeContact[]>
}

export type Kiosk = { page: Page; deviceId: string; pairingId: string }
export type StoredSignup = {
  id: string
  credential_id: string
  number: number | null
  state: string
  first_name: string | null
  last_name: string | null
  email: string | null
  phone: string | null
  /** JSON text of the rest. */
  answers: string
  language: string | null
  staff_id: string | null
  offer_code: string | null
  duration_ms: number | null
}

export async function openStreet(given: StreetOptions = {}): Promise<Street> {
  const product = await startProduct()
  const { url, ports, database, browser } = product
  const { scope } = product.shop
  const form = { ...demoForm('Madder & Rye'), ...given.form }
  const storeId = await scope.tx(async tx => {
    const { formId } = await publishForm(tx, scope, form)
    return addStore(tx, scope, { name: 'Amsterdam', country: 'NL', timeZone: 'Europe/Amsterdam', formId })
  })
  const pin = given.staffPin === undefined ? staffPin : given.staffPin
  if (pin !== null) await changeStore(scope, storeId, { staffPin: pin })
  for (const name of ['Grace', 'Emmy']) await addStaff(scope, storeId, name)
  const settings = await openPracticeCrm(scope)
  await addConnection(scope, { connector: 'practice', name: 'Practice CRM', settings })

  const openPage = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext(tablet(options))
    const page = await context.newPage()
    await page.goto(`${url}/kiosk`)
    return page
  }
  return {
    ...product,
    ...{ scope, storeId, openPage },
    phoneFormUrl: phoneFormUrl(ports, storeId),
    async openKiosk({ name = 'Annabella', context, ...options } = {}) {
      const page = context ? await context.newPage() : await openPage(options)
      if (context) await page.goto(`${url}/kiosk`)
      return { page, ...(await pairKiosk(page, { scope, storeId, name })) }
    },
    async signups() {
      return onDatabase(database.adminUrl, async client => {
        const { rows } = await client.query<StoredSignup>('select s.* from app.signups s order by s.received_at, s.id')
        return rows
      })
    },
    contacts: () => listContacts(scope),
  }
}

/** Types the code on the screen as a member would, and waits until the tablet is ready. */
export async function pairKiosk(
  page: Page,
  { scope, storeId, name }: { scope: Scope; storeId: string; name: string },
): Promise<{ deviceId: string; pairingId: string }> {
  const code = await page.locator('[data-code]').getAttribute('data-code')
  const { deviceId, pairingId } = await pairDevice(scope, { code: code ?? '', name, storeId })
  await attracted(page)
  return { deviceId, pairingId }
}

/** The rows of the server, once there are `count`. */
export function arrived(street: Street, count: number): Promise<StoredSignup[]> {
  return until(
    async () => {
      const rows = await street.signups()
      return rows.length >= count ? rows : undefined
    },
    { what: `${count} sign-ups to arrive` },
  )
}
