import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from '../../../test/builders/office.ts'
import { testPorts } from '../../../test/builders/ports.ts'
import { onDatabase } from '../../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import type { Ports } from '../../platform/ports.ts'
import { addStore } from '../stores/index.ts'
import { overviewSchema } from './contract.ts'
import { countTablets, readOverview } from './overview.ts'
import { countStores } from './queries.ts'
import { type State, sentenceOfState } from './sentence.ts'

let database: TestDatabase
let ports: Ports
let shop: Shop
/** Shortly after midnight in Amsterdam, while in UTC it is still the day before. */
const now = Date.parse('2026-11-20T23:30:00Z')

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { clock: { now: () => now, monotonic: () => 0, sleep: () => Promise.resolve() } })
  shop = await openShop(ports)
})
afterAll(async () => {
  await ports.close()
  await database.close()
})

test('a shop that has just begun sees zeros, no shares, and what is left to do', async () => {
  const overview = await readOverview(shop.scope)
  expect(overviewSchema.parse(overview)).toEqual(overview)
  expect(overview).toMatchObject({
    sentence: 'No tablet is paired yet. Nothing waits.',
    signupsThisWeek: 0,
    stores: [
      {
        ...{ id: shop.storeId, name: 'Madder & Rye', signups: 0, exact: true },
        ...{ consentShare: null, tablets: { on: 0, quiet: 0 } },
      },
    ],
    consentShare: null,
    deliveredWithin5s: null,
    waiting: 0,
    parked: 0,
  })
  expect(overview.days.map(day => day.date)).toEqual(
    ['15', '16', '17', '18', '19', '20', '21'].map(day => `2026-11-${day}`),
  )
  expect(overview.checklist.filter(step => step.done).map(step => step.key)).toEqual(['email', 'store'])
})

test('sign-ups count on the account’s own day; trials and what is in quarantine do not', async () => {
  await onDatabase(database.adminUrl, async client => {
    const [{ id: text }] = (
      await client.query(`select id from app.consent_texts where account_id = $1 and language = 'en'`, [shop.accountId])
    ).rows as [{ id: string }]
    const [{ id: form }] = (
      await client.query(`select id from directory.credentials where account_id = $1`, [shop.accountId])
    ).rows as [{ id: string }]
    await client.query(
      `insert into app.connections (account_id, id, connector, name) values ($1, uuidv7(), 'practice', 'HubSpot')`,
      [shop.accountId],
    )
    const signup = async (
      at: string,
      more: {
        state?: string
        test?: boolean
        given?: boolean
        store?: string
        delivery?: [string, string | null]
      } = {},
    ) => {
      const [{ id }] = (
        await client.query(
          `insert into app.signups (account_id, id, credential_id, state, digest, customer_key, received_at, test, store_id) values ($1, uuidv7(), $2, $3, '', 'k', $4, $5, $6) returning id`,
          [shop.accountId, form, more.state ?? 'accepted', at, more.test ?? false, more.store ?? null],
        )
      ).rows as [{ id: string }]
      if (!more.test && !more.state) {
        await client.query(
          `insert into app.usage_records (account_id, meter, quantity, at) values ($1, 'signups', 1, $2)`,
          [shop.accountId, at],
        )
      }
      await client.query(
        `insert into app.consents (account_id, signup_id, consent_text_id, given, text_hash, language, credential_id) values ($1, $2, $3, $4, '', 'en', $5)`,
        [shop.accountId, id, text, more.given ?? false, form],
      )
      const [state, settled] = more.delivery ?? ['skipped', null]
      await client.query(
        `insert into app.deliveries (account_id, connection_id, signup_id, customer_key, state, created_at, settled_at) select $1, id, $2, $5, $3, $4, $6 from app.connections where account_id = $1`,
        [shop.accountId, id, state, at, id, settled],
      )
    }
    await signup('2026-11-20T23:10:00Z', {
      given: true,
      store: shop.storeId,
      delivery: ['delivered', '2026-11-20T23:10:03Z'],
    })
    await signup('2026-11-20T22:50:00Z', { delivery: ['delivered', '2026-11-20T22:50:30Z'] })
    await signup('2026-11-13T23:10:00Z', { store: shop.storeId })
    await signup('2026-11-20T10:00:00Z', { test: true, delivery: ['retrying', null] })
    await signup('2026-11-20T10:00:00Z', { state: 'quarantined', delivery: ['parked', null] })
    await signup('2026-11-01T10:00:00Z', { delivery: ['parked', null] })
  })
  const overview = await readOverview(shop.scope)
  expect(overview.days.slice(-2)).toEqual([
    { date: '2026-11-20', count: 1, before: 0 },
    { date: '2026-11-21', count: 1, before: 1 },
  ])
  expect(overview).toMatchObject({
    sentence: 'No tablet is paired yet. 1 sign-up waits for HubSpot, 2 need a look.',
    signupsThisWeek: 2,
    signupsLastWeek: 1,
    consentShare: 0.5,
    deliveredWithin5s: 0.25,
    waiting: 1,
    parked: 2,
  })
  expect(overview.checklist.find(step => step.key === 'signup')?.done).toBe(true)
  expect(overview.stores).toMatchObject([{ id: shop.storeId, signups: 1, exact: true, consentShare: 1 }])
})

test('stores come with their tablets; what is too much to count is shared out as the latest arrivals are', async () => {
  const other = await shop.scope.tx(tx =>
    addStore(tx, shop.scope, { name: 'Utrecht', country: 'NL', timeZone: 'Europe/Amsterdam', formId: shop.formId }),
  )
  const tablets = [
    { storeId: other, online: true },
    { storeId: other, online: false },
  ]
  expect(countTablets(tablets, other)).toEqual({ on: 1, quiet: 1 })
  expect(countTablets(tablets, shop.storeId)).toEqual({ on: 0, quiet: 0 })
  await onDatabase(database.adminUrl, client =>
    client.query(
      `insert into app.signups (account_id, id, credential_id, state, digest, customer_key, received_at, store_id)
       select $1, uuidv7(), $2, 'accepted', '', 'k', $3, case when n % 4 = 0 then $4::uuid else $5::uuid end
       from generate_series(1, 5000) n`,
      [shop.accountId, shop.accountId, new Date(now), shop.storeId, other],
    ),
  )
  const stores = await shop.scope.tx(tx => countStores(tx, now, 10_000))
  expect(stores.map(({ name, signups, exact }) => [name, signups, exact])).toEqual([
    ['Utrecht', 7500, false],
    ['Madder & Rye', 2500, false],
  ])
})

const tablet = (name: string, online = true, missing = 0) => ({ name, online, missing })
const sentence = (state: Partial<State>) =>
  sentenceOfState({ tablets: [tablet('Annabella')], waitingFor: [], parked: 0, ...state })

test.each<[string, Partial<State>]>([
  ['Your tablet is on. Nothing waits.', {}],
  ['Both tablets are on. Nothing waits.', { tablets: [tablet('A'), tablet('B')] }],
  ['All 3 tablets are on. Nothing waits.', { tablets: [tablet('A'), tablet('B'), tablet('C')] }],
  ['Tablet A is quiet. Nothing waits.', { tablets: [tablet('A', false)] }],
  ['Tablet A is quiet, the others are on. Nothing waits.', { tablets: [tablet('A', false), tablet('B')] }],
  ['Both tablets are quiet. Nothing waits.', { tablets: [tablet('A', false), tablet('B', false)] }],
  [
    'All 3 tablets are quiet. Nothing waits.',
    { tablets: [tablet('A', false), tablet('B', false), tablet('C', false)] },
  ],
  ['2 of 3 tablets are quiet. Nothing waits.', { tablets: [tablet('A', false), tablet('B', false), tablet('C')] }],
  ['Your tablet is on. 1 sign-up of tablet A has not arrived. Nothing waits.', { tablets: [tablet('A', true, 1)] }],
  [
    'Both tablets are on. 5 sign-ups of 2 tablets have not arrived. Nothing waits.',
    { tablets: [tablet('A', true, 2), tablet('B', true, 3)] },
  ],
  [
    'Your tablet is on. 3 sign-ups wait for HubSpot and Klaviyo.',
    {
      waitingFor: [
        { connection: 'HubSpot', count: 2 },
        { connection: 'Klaviyo', count: 1 },
      ],
    },
  ],
  [
    'Your tablet is on. 2 sign-ups wait for HubSpot, 1 needs a look.',
    { waitingFor: [{ connection: 'HubSpot', count: 2 }], parked: 1 },
  ],
  ['Your tablet is on. 1 sign-up needs a look.', { parked: 1 }],
])('%s', (words, state) => {
  expect(sentence(state)).toBe(words)
})
