import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { openDatabase } from './db.ts'
import { openLog } from './log.ts'
import { openMail, renderMail } from './mail.ts'

const log = openLog({ logLevel: 'silent' })
const noDatabase = { transaction: () => Promise.reject(new Error('the database must not be asked')) }
const received: { to: string[]; raw: string }[] = []
let refusing = false

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    let raw = ''
    stream.on('data', chunk => {
      raw += String(chunk)
    })
    stream.on('end', () => {
      if (refusing) return done(new Error('mailbox full'))
      received.push({ to: session.envelope.rcptTo.map(recipient => recipient.address), raw })
      done()
    })
  },
})
let smtpUrl = ''

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
})
afterAll(() => new Promise<void>(resolve => server.close(resolve)))

const config = () => ({ smtpUrl, mailFrom: 'CustomerInfo <no-reply@example.com>', databaseUrl: undefined })

test('a letter goes to the mail server in both forms', async () => {
  const mail = openMail(config(), { db: noDatabase, log })
  await mail.send({ to: 'ada@example.com', ...renderMail({ title: 'Confirm your e-mail address', lines: ['Hello.'] }) })
  expect(received.at(-1)?.to).toEqual(['ada@example.com'])
  const raw = received.at(-1)?.raw
  expect(raw).toContain('Subject: Confirm your e-mail address')
  expect(raw).toContain('From: CustomerInfo <no-reply@example.com>')
  expect(raw).toContain('text/plain')
  expect(raw).toContain('text/html')
})

test('a mail server that refuses makes sending fail, so that the job tries again', async () => {
  refusing = true
  const mail = openMail(config(), { db: noDatabase, log })
  await expect(mail.send({ to: 'ada@example.com', subject: 'x', text: 'x', html: 'x' })).rejects.toThrow('mailbox full')
  refusing = false
})

test.each(['a@example.com,b@example.com', 'a@example.com\r\nBcc: b@example.com', 'Ada <a@example.com>', ''])(
  'not to "%s", which is not one address',
  async to => {
    const mail = openMail(config(), { db: noDatabase, log })
    await expect(mail.send({ to, subject: 'x', text: 'x', html: 'x' })).rejects.toThrow('not one e-mail address')
  },
)

test('without a mail server letters are kept for the development mail page', async () => {
  const database = await freshDatabase()
  const db = openDatabase(database.url, log)
  await openMail({ ...config(), smtpUrl: undefined }, { db, log }).send({
    to: ' grace@example.com ',
    ...renderMail({ title: 'Welcome', lines: ['Hello.'] }),
  })
  const kept = await db.transaction('ci_system', null, tx => tx.selectFrom('directory.mails').selectAll().execute())
  expect(kept).toMatchObject([{ to_address: 'grace@example.com', subject: 'Welcome' }])
  await db.close()
  await database.close()
})

test('without a mail server a warning is logged when the database is the operator’s own', () => {
  const warn = vi.fn<(text: string) => void>()
  const spy = Object.assign(Object.create(log), { warn })
  openMail({ smtpUrl: undefined, mailFrom: 'x', databaseUrl: 'postgres://x' }, { db: noDatabase, log: spy })
  expect(warn).toHaveBeenCalledOnce()
})

test('whatever stands in a letter is escaped, and the plain text says the same', () => {
  const letter = renderMail({
    title: 'Sign-ups wait\nfor <HubSpot>',
    lines: ['3 sign-ups of "Ada & Co" wait.'],
    button: { label: 'Reconnect', url: 'https://example.com/?a=1&b=2' },
    note: 'You get this once per trouble.',
  })
  expect(letter.subject).toBe('Sign-ups wait for <HubSpot>')
  expect(letter.html).toContain('for &lt;HubSpot&gt;')
  expect(letter.html).toContain('&quot;Ada &amp; Co&quot;')
  expect(letter.html).toContain('href="https://example.com/?a=1&amp;b=2"')
  expect(letter.text).toContain('Reconnect:\nhttps://example.com/?a=1&b=2')
  expect(letter.text).toContain('You get this once per trouble.')
})
