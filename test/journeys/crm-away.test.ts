import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeMood } from '../../src/domain/practice/index.ts'
import { onDatabase } from '../builders/retailer.ts'
import { until } from '../support/until.ts'
import { type Kiosk, openStreet, type Street, signUpAndLeave } from './support.ts'

let street: Street
let kiosk: Kiosk
beforeAll(async () => {
  street = await openStreet()
  kiosk = await street.openKiosk()
})
afterAll(() => street.close())

type Waiting = { state: string; reason: string | null; email: string }

function deliveries(): Promise<Waiting[]> {
  return onDatabase(street.database.adminUrl, async client => {
    const { rows } = await client.query<Waiting>(
      'select d.state, d.reason, s.email from app.deliveries d join app.signups s on s.account_id = d.account_id and s.id = d.signup_id order by d.id',
    )
    return rows
  })
}

async function contactsOf(email: string): Promise<number> {
  return (await street.contacts()).filter(contact => contact.fields.email === email).length
}

test('the CRM is away: shoppers are thanked all the same, the till says why they wait, and when it is back they go out once each', async () => {
  await changeMood(street.scope, 'down')
  await signUpAndLeave(kiosk.page, { firstName: 'Alan', lastName: 'Turing', email: 'alan@example.com' })
  await signUpAndLeave(kiosk.page, { firstName: 'Alonzo', lastName: 'Church', email: 'alonzo@example.com' })
  const waiting = await until(
    async () => {
      const rows = await deliveries()
      return rows.length === 2 && rows.some(row => row.reason !== null) ? rows : undefined
    },
    { what: 'a reason in plain words' },
  )
  expect(waiting.every(row => row.state !== 'delivered')).toBe(true)
  expect(await street.contacts()).toEqual([])

  await changeMood(street.scope, 'well')
  await until(async () => (await deliveries()).every(row => row.state === 'delivered'), {
    what: 'everything to be delivered',
    within: 60_000,
  })
  expect(await contactsOf('alan@example.com')).toBe(1)
  expect(await contactsOf('alonzo@example.com')).toBe(1)
})

test('the CRM stores and never answers: it is asked before anything is repeated, and nobody is there twice', async () => {
  await changeMood(street.scope, 'silent')
  await signUpAndLeave(kiosk.page, { firstName: 'Blaise', lastName: 'Pascal', email: 'blaise@example.com' })
  await until(async () => (await contactsOf('blaise@example.com')) > 0, { what: 'the CRM to store without a word' })
  const delivery = async () => (await deliveries()).find(row => row.email === 'blaise@example.com')
  await until(async () => (await delivery())?.state === 'retrying', { what: 'the call to be given up', within: 60_000 })
  await changeMood(street.scope, 'well')
  await until(async () => (await delivery())?.state === 'delivered', { what: 'the delivery', within: 120_000 })
  expect(await contactsOf('blaise@example.com')).toBe(1)
})
