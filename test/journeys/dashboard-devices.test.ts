import { afterAll, beforeAll, expect, test } from 'vitest'
import { onDatabase } from '../builders/retailer.ts'
import { type Office, openOffice, tabletBefore } from './dashboard-office.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

test('a tablet is paired by the code on its screen, is seen, and is revoked', async () => {
  const tablet = tabletBefore(office)
  const offer = await tablet.offer()
  const page = await office.enter('/devices')
  await page.getByText('No tablet is paired.').waitFor()
  await page.getByRole('heading', { name: 'Put a tablet on the counter' }).waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Add a device' }).first().click()
  const pair = page.getByRole('button', { name: 'Pair the tablet' })
  expect(await pair.isDisabled()).toBe(true)

  // Eight characters that no tablet shows.
  await page.getByLabel('Code').fill('zzzz')
  await page.getByText('Eight characters').waitFor()
  await page.getByLabel('Code').fill('zzzz2222')
  expect(await page.getByLabel('Code').inputValue()).toBe('ZZZZ-2222')
  await pair.click()
  await page.getByText('Give the tablet a name').waitFor()
  await page.getByLabel('Name of the tablet').fill('Annabella')
  await pair.click()
  await page.locator('.field-error, .trouble').first().waitFor()

  // Pasted in small letters with a blank, as people do.
  await page.getByLabel('Code').fill(` ${offer.code?.toLowerCase().replace('-', ' ')}`)
  await pair.click()
  await page.getByText(/Annabella is paired with/).waitFor()
  await page.getByText('Annabella', { exact: true }).first().waitFor()
  const { pairingId } = await tablet.poll(offer.id ?? '')
  expect(pairingId).toBeTruthy()

  await tablet.beat(pairingId ?? '', {
    lastNumber: 3,
    queue: 1,
    storagePersisted: false,
    oldestQueuedAt: '2026-11-20T09:00:00Z',
  })
  await page.getByRole('link', { name: 'Look at Annabella' }).click()
  const panel = page.getByRole('complementary', { name: 'Annabella' })
  await panel.getByText('iPadOS 18.2').waitFor()
  await panel.getByText('Its browser may clear the queue when space is short.').waitFor()
  await panel.getByText('may be cleared').waitFor()
  await panel.getByText('80 %').waitFor()
  await page.getByText('Annabella is on. 1 sign-up waits on a tablet to be sent.').waitFor()

  await panel.getByRole('button', { name: 'Revoke this tablet' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('It may still hand in the').waitFor()
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await panel.getByRole('button', { name: 'Revoke this tablet' }).click()
  await dialog.getByLabel(/It is stolen or lost/).check()
  await dialog.getByRole('button', { name: 'Revoke Annabella' }).click()
  await page.getByText('Annabella is revoked.').waitFor()
  await panel.getByText('revoked as stolen').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('No tablet is paired.').waitFor()
  await page.getByText('Not paired any more (1)').click()
  await page
    .getByRole('row', { name: /Annabella/ })
    .getByText('revoked as stolen')
    .waitFor()
  await page.context().close()
})

test('the QR code of a tablet brings the code along, and a gap in its numbers is shown', async () => {
  const tablet = tabletBefore(office)
  const offer = await tablet.offer()
  const page = await office.open(`/pair?code=${offer.code}`)
  // Whoever scans it with a phone signs in first, and is then where they were.
  await page.getByText('Then you are back where you were.').waitFor()
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('Password', { exact: true }).fill('a sentence that only Ada says')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The code came along from the tablet.').waitFor()
  expect(await page.getByLabel('Code').inputValue()).toBe(offer.code?.replace(/^(.{4})-?/, '$1-'))
  await page.getByLabel('Name of the tablet').fill('Window')
  await page.getByRole('button', { name: 'Pair the tablet' }).click()
  await page.getByText(/Window is paired with/).waitFor()
  const { pairingId } = await tablet.poll(offer.id ?? '')
  await tablet.beat(pairingId ?? '', { lastNumber: 2 })
  // A gap counts once it has lasted: the sign-ups may be under way.
  await onDatabase(office.database.adminUrl, client =>
    client.query(`update app.heartbeats set at = at - interval '1 hour', last_number = 2 where pairing_id = $1`, [
      pairingId,
    ]),
  )
  await page.getByRole('button', { name: 'Add another' }).click()
  await page.getByLabel('Code').waitFor()
  await page.goto(`${office.url}/dashboard/devices`)
  await page.getByText('2 sign-ups of tablet Window have not arrived').waitFor()
  await page.getByText('Numbers 1 and 2.').last().waitFor()
  await page.getByRole('link', { name: '2 sign-ups of tablet Window' }).click()
  await page.getByRole('complementary', { name: 'Window' }).getByText('They come by themselves').waitFor()
  await page.goto(`${office.url}/dashboard/devices/019aa000-0000-7000-8000-00000000dead`)
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  await page.context().close()
})
