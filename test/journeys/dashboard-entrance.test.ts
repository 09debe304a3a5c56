import { afterAll, beforeAll, expect, test } from 'vitest'
import { password } from '../builders/office.ts'
import { mailTo, type Office, openOffice, signIn } from './dashboard-office.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

test('a retailer registers, confirms the address from the mail, signs in and finds what to do first', async () => {
  const page = await office.open('/')
  await page.getByRole('link', { name: 'Register your shop' }).click()
  await page.getByRole('button', { name: 'Register' }).click()
  await page.getByText('Tell us what your shop is called').waitFor()
  expect(await page.getByLabel('Your name').evaluate(field => field === document.activeElement)).toBe(true)

  await page.getByLabel('Your name').fill('Emmy Noether')
  await page.getByLabel('Name of your shop').fill('Noether & Daughters')
  await page.getByLabel('E-mail').fill('emmy@example.com')
  await page.getByLabel('Password', { exact: true }).fill('too short')
  await page.getByLabel('Country').selectOption('DE')
  await page.getByRole('button', { name: 'Register' }).click()
  await page.getByText('At least 15 characters; a sentence does well').waitFor()
  await page.getByLabel('Password', { exact: true }).fill('symmetry keeps what matters')
  await page.getByRole('button', { name: 'Register' }).click()
  await page.getByRole('heading', { name: 'Look at your mail' }).waitFor()
  await page.getByText('emmy@example.com').waitFor()
  await page.getByRole('link', { name: 'Back to sign-in' }).click()

  // Without the confirmation the door stays shut, and says why.
  await page.getByLabel('E-mail').fill('emmy@example.com')
  await page.getByLabel('Password', { exact: true }).fill('symmetry keeps what matters')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Confirm your e-mail address first').waitFor()

  const link = await mailTo(office, 'emmy@example.com', /[Cc]onfirm/)
  await page.goto(link)
  await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await signIn(page, 'emmy@example.com', 'symmetry keeps what matters')
  const list = page.getByRole('region', { name: 'Your first sign-up' })
  await list.getByText('2 of 5 done').waitFor()
  await list.getByRole('link', { name: 'Connect a CRM' }).click()
  await page.getByRole('heading', { name: 'Connect a CRM' }).waitFor()

  await page.goto(link)
  await page.getByRole('heading', { name: 'This link does not open anything' }).waitFor()
  await page.context().close()
})

test('who is not signed in comes back to where they wanted to go', async () => {
  const page = await office.open('/signups?show=parked')
  await page.getByText('Then you are back where you were.').waitFor()
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('Password', { exact: true }).fill('not the sentence of Ada')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Parked', pressed: true }).waitFor()
  expect(new URL(page.url()).search).toBe('?show=parked')

  // The session ends elsewhere: the next look at something asks to sign in again.
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Devices' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(new URL(page.url()).searchParams.get('next')).toBe('/devices')
  await page.context().close()
})

test('an address from outside is no place to come back to', async () => {
  const page = await office.open('/sign-in?next=//example.com/')
  await signIn(page)
  expect(new URL(page.url()).origin).toBe(office.url)
  await page.getByRole('button', { name: 'Ada Lovelace: theme and sign-out' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.goto(`${office.url}/dashboard/devices`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.context().close()
})

test('a forgotten password is replaced by a link in a mail, once', async () => {
  const page = await office.open('/sign-in')
  await page.getByRole('link', { name: 'Password forgotten' }).click()
  await page.getByRole('button', { name: 'Mail me the link' }).click()
  await page.getByText('An address like name@example.com').waitFor()
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByRole('button', { name: 'Mail me the link' }).click()
  await page.getByRole('heading', { name: 'Look at your mail' }).waitFor()

  const link = await mailTo(office, 'ada@example.com', /password/)
  await page.goto(link)
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Save the new password' }).click()
  await page.getByText('At least 15 characters; a sentence does well').waitFor()
  await page.getByLabel('New password').fill('a new sentence of Ada alone')
  await page.getByRole('button', { name: 'Save the new password' }).click()
  await page.getByRole('heading', { name: 'Your new password counts from now' }).waitFor()

  await page.goto(link)
  await page.getByLabel('New password').fill('another sentence of Ada')
  await page.getByRole('button', { name: 'Save the new password' }).click()
  await page.getByRole('link', { name: 'Ask for a new link' }).waitFor()
  await page.goto(`${office.url}/dashboard/sign-in`)
  await signIn(page, 'ada@example.com', 'a new sentence of Ada alone')
  expect(page.url()).toBe(`${office.url}/dashboard/`)
  await page.context().close()
})

test('a server that does not answer is said in words, with a way on', async () => {
  const page = await office.open('/sign-in')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.route('**/dashboard/api/**', route => route.abort())
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('cannot be reached just now').waitFor()
  await page.goto(`${office.url}/dashboard/`)
  await page.getByRole('heading', { name: 'This page could not be opened' }).waitFor()
  await page.unroute('**/dashboard/api/**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.goto(`${office.url}/dashboard/nowhere`)
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  expect(await page.getByRole('link', { name: 'Go to the overview' }).isVisible()).toBe(true)
  await page.context().close()
})
