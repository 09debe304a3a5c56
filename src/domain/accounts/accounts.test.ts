import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  addMember,
  browser,
  mailsWaiting,
  openShop,
  password,
  signedIn,
  tokenIn,
} from '../../../test/builders/office.ts'
import { testPorts } from '../../../test/builders/ports.ts'
import { countRows, onDatabase } from '../../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { buildServer } from '../../http/server.ts'
import { type Clock, systemClock } from '../../platform/clock.ts'
import { sha256 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'
import { accountMail, cleanDirectory } from './jobs.ts'
import { register } from './registration.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
let later = 0
const pauses: number[] = []
const clock: Clock = {
  now: () => Date.now() + later,
  monotonic: () => performance.now(),
  sleep: (ms, signal) => (signal ? systemClock.sleep(ms, signal) : Promise.resolve(void pauses.push(ms))),
}

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { clock })
  server = await buildServer(ports)
})
beforeEach(() => {
  // Each test begins with its limits unspent.
  later += 2 * 60 * 60_000
})
afterAll(async () => {
  await server.close()
  await ports.close()
  await database.close()
})

const registration = {
  name: 'Grace Hopper',
  shop: 'Compilers & Cheese',
  email: 'Grace@Example.com',
  password,
  country: 'NL',
  timeZone: 'Europe/Amsterdam',
}
const mailsTo = async (address: string) => (await mailsWaiting(database.adminUrl)).filter(mail => mail.to === address)

test('a retailer registers, confirms the address and finds a shop with a store and a form', async () => {
  const ask = browser(server)
  expect(await ask('POST', 'registration', registration)).toMatchObject({ status: 202, body: undefined })
  const credentials = { email: 'grace@example.com', password }
  const early = await ask('POST', 'session', credentials)
  expect(early).toMatchObject({ status: 403, body: { code: 'forbidden', confirm: true } })
  const [first, second] = await mailsTo('grace@example.com')
  expect(first?.subject).toBe('Confirm your e-mail address')
  // Signing in sent the link again, and the older one went out of use.
  expect(await ask('POST', 'email-confirmation', { token: tokenIn(first) })).toMatchObject({ status: 410 })
  expect(await ask('POST', 'email-confirmation', { token: tokenIn(second) })).toMatchObject({ status: 204 })
  expect(await ask('POST', 'email-confirmation', { token: tokenIn(second) })).toMatchObject({ status: 410 })
  const entered = await ask('POST', 'session', credentials)
  expect(entered).toMatchObject({
    status: 200,
    body: {
      person: { name: 'Grace Hopper', emailVerified: true },
      account: { name: 'Compilers & Cheese', state: 'verified' },
      role: 'owner',
    },
  })
  const inside = await signedIn(server, 'grace@example.com')
  expect((await inside('GET', 'me')).body).toEqual(entered.body)
  expect((await inside('GET', 'stores')).body.items).toMatchObject([{ name: 'Compilers & Cheese', country: 'NL' }])
  expect((await inside('GET', 'forms')).body.items).toMatchObject([{ name: 'Welcome', version: 1 }])
  expect((await inside('GET', 'overview')).body.checklist[0]).toEqual({ key: 'email', done: true })
})

test('a known address gets the same answer, after the same time, and a mail that only its owner reads', async () => {
  const ask = browser(server)
  pauses.length = 0
  const known = await ask('POST', 'registration', { ...registration, password: 'another long sentence' })
  const fresh = await ask('POST', 'registration', { ...registration, email: 'emmy@example.com' })
  expect([known.status, known.body]).toEqual([fresh.status, fresh.body])
  expect(pauses).toHaveLength(2)
  expect((await mailsTo('grace@example.com')).at(-1)).toMatchObject({ subject: 'You already have an account' })
  // Who has not confirmed yet is sent the link once more.
  await ask('POST', 'registration', { ...registration, email: 'emmy@example.com' })
  expect((await mailsTo('emmy@example.com')).map(mail => mail.subject)).toEqual(
    Array(2).fill('Confirm your e-mail address'),
  )
  await ask('POST', 'email-confirmation', { token: tokenIn((await mailsTo('emmy@example.com')).at(-1)) })
  expect((await ask('POST', 'session', { email: 'emmy@example.com', password })).status).toBe(200)
})

test('who registered a stranger’s address first does not come in with the password of then', async () => {
  const ask = browser(server)
  const email = 'sofia@example.com'
  const early = 'what the stranger thought of'
  await ask('POST', 'registration', { ...registration, email, password: early })
  const [ofStranger] = await mailsTo(email)
  await ask('POST', 'registration', { ...registration, email })
  const mail = (await mailsTo(email)).at(-1)
  expect(mail?.subject).toBe('Choose your password')
  expect((await ask('POST', 'email-confirmation', { token: tokenIn(ofStranger) })).status).toBe(410)
  // The stranger goes on having mails sent, and one of those links is followed.
  expect((await ask('POST', 'session', { email, password: early })).status).toBe(401)
  await ask('POST', 'email-confirmation/request', { email })
  await ask('POST', 'email-confirmation', { token: tokenIn((await mailsTo(email)).at(-1)) })
  expect((await ask('POST', 'session', { email, password: early })).status).toBe(401)
  await ask('POST', 'password-reset', { token: tokenIn(mail), password })
  expect((await ask('POST', 'session', { email, password })).status).toBe(200)
})

test('two who register one address at once make one account', async () => {
  const input = { ...registration, email: 'alan@example.com', shop: 'Twice' }
  const answers = await Promise.all([1, 2, 3].map(() => browser(server)('POST', 'registration', input)))
  expect(answers.map(answer => answer.status)).toEqual([202, 202, 202])
  expect(await countRows(database.adminUrl, `select count(*) from app.accounts where name = 'Twice'`)).toBe(1)
})

test('who is overtaken between the look and the insert is answered like everybody who is known', async () => {
  const input = { ...registration, email: 'overtaken@example.com' }
  let overtaken = false
  const slow: Ports = {
    ...ports,
    db: {
      ...ports.db,
      async transaction(role, accountId, work) {
        if (role === 'ci_app' && !overtaken) {
          overtaken = true
          await openShop(ports, { email: input.email })
        }
        return ports.db.transaction(role, accountId, work)
      },
    },
  }
  await register(slow, input, { address: '192.0.2.1', furnish: async () => {} })
  expect((await mailsTo(input.email)).map(mail => mail.subject)).toEqual(['You already have an account'])
  const broken = register(
    ports,
    { ...input, email: 'broken@example.com' },
    { address: '192.0.2.1', furnish: async () => Promise.reject(new Error('no form')) },
  )
  await expect(broken).rejects.toThrow('no form')
  expect(
    await countRows(database.adminUrl, `select count(*) from directory.people where email = 'broken@example.com'`),
  ).toBe(0)
})

test('what cannot be registered is told field by field', async () => {
  const answer = await browser(server)('POST', 'registration', {
    ...registration,
    email: 'a,b@example.com',
    password: 'too short',
    timeZone: 'Mars/Olympus',
  })
  expect(answer.status).toBe(422)
  expect(answer.body.fields.map((field: { path: string }) => field.path).sort()).toEqual([
    'email',
    'password',
    'timeZone',
  ])
})

test('a wrong password and an unknown address are refused in the same words', async () => {
  const ask = browser(server)
  const wrong = await ask('POST', 'session', { email: 'grace@example.com', password: 'not this one at all' })
  const unknown = await ask('POST', 'session', { email: 'nobody@example.com', password: 'not this one at all' })
  expect(wrong.status).toBe(401)
  expect(wrong.body).toEqual(unknown.body)
  expect(wrong.cookies).toEqual([])
})

test('after ten wrong passwords even the right one has to wait', async () => {
  const ask = browser(server)
  const attempt = (word: string) => ask('POST', 'session', { email: 'grace@example.com', password: word })
  for (let nth = 0; nth < 11; nth++) expect((await attempt(password)).status).toBe(200)
  for (let nth = 0; nth < 10; nth++) expect((await attempt('not this one at all')).status).toBe(401)
  const refused = await attempt(password)
  expect(refused).toMatchObject({ status: 429 })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
})

test('who has a whole network of addresses is limited as one', async () => {
  const proxied = testPorts(database.url, { clock, config: { trustProxy: ['127.0.0.1'] } })
  const behind = await buildServer(proxied)
  const attempt = (nth: number) =>
    browser(behind)(
      'POST',
      'session',
      { email: 'grace@example.com', password: 'not this one at all' },
      { 'x-forwarded-for': `2001:db8:7:7::${nth.toString(16)}` },
    )
  for (let nth = 0; nth < 10; nth++) expect((await attempt(nth)).status).toBe(401)
  expect((await attempt(10)).status).toBe(429)
  await behind.close()
  await proxied.close()
})

test('who tries one made-up name after the other leaves no counter of each behind', async () => {
  const ask = browser(server)
  const attempt = (email: string) => ask('POST', 'session', { email, password: 'not this one at all' })
  expect((await attempt('made-up-1@example.com')).status).toBe(401)
  const counters = 'select count(*) from directory.limits'
  await onDatabase(database.adminUrl, client =>
    client.query(`update directory.limits set spent = 100 where key = 'sign-in:127.0.0.1'`),
  )
  const before = await countRows(database.adminUrl, counters)
  for (const nth of [2, 3, 4]) expect((await attempt(`made-up-${nth}@example.com`)).status).toBe(429)
  expect(await countRows(database.adminUrl, counters)).toBe(before)
})

test('the cookie is out of scripts’ reach, stays on our site, and is Secure where the way is', async () => {
  const { cookies } = await browser(server)('POST', 'session', { email: 'grace@example.com', password })
  expect(cookies).toHaveLength(1)
  expect(cookies[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Lax/i)
  expect(cookies[0]).not.toMatch(/Secure/i)
  const proxied = testPorts(database.url, { clock, config: { trustProxy: ['127.0.0.1'] } })
  const behind = await buildServer(proxied)
  const secure = await browser(behind)(
    'POST',
    'session',
    { email: 'grace@example.com', password },
    { 'x-forwarded-proto': 'https' },
  )
  expect(secure.cookies[0]).toMatch(/; Secure/)
  await behind.close()
  await proxied.close()
})

test('signing out ends the session at once, here and wherever else its cookie was copied', async () => {
  const inside = await signedIn(server, 'grace@example.com')
  const out = await inside('DELETE', 'session')
  expect(out.status).toBe(204)
  expect(out.cookies[0]).toMatch(/Max-Age=0/)
  expect((await inside('GET', 'me')).status).toBe(401)
  expect((await browser(server)('DELETE', 'session')).status).toBe(204)
  expect((await browser(server)('GET', 'me')).status).toBe(401)
  expect((await browser(server, 'customerinfo.session_token=made.up')('GET', 'me')).status).toBe(401)
})

test('a new password by mail works once and ends every session', async () => {
  const { accountId } = await openShop(ports, { email: 'ada@example.com' })
  const ask = browser(server)
  const before = await signedIn(server)
  expect((await ask('POST', 'password-reset/request', { email: 'nobody@example.com' })).status).toBe(202)
  expect((await ask('POST', 'password-reset/request', { email: 'ada@example.com' })).status).toBe(202)
  expect(await mailsTo('nobody@example.com')).toEqual([])
  const token = tokenIn((await mailsTo('ada@example.com')).at(-1))
  const chosen = { token, password: 'an entirely new sentence' }
  expect((await ask('POST', 'password-reset', { ...chosen, password: 'short' })).status).toBe(422)
  expect((await ask('POST', 'password-reset', chosen)).status).toBe(204)
  expect((await ask('POST', 'password-reset', chosen)).status).toBe(410)
  const noted = `select count(*) from app.audit_events where action = 'choose new password' and account_id = $1`
  expect(await countRows(database.adminUrl, noted, [accountId])).toBe(1)
  expect((await before('GET', 'me')).status).toBe(401)
  expect((await ask('POST', 'session', { email: 'ada@example.com', password })).status).toBe(401)
  expect((await ask('POST', 'session', { email: 'ada@example.com', password: chosen.password })).status).toBe(200)
})

test('links grow old, and tokens lie in the database as hashes', async () => {
  await openShop(ports, { email: 'late@example.com', verified: false })
  const ask = browser(server)
  expect((await ask('POST', 'email-confirmation/request', { email: 'late@example.com' })).status).toBe(202)
  expect((await ask('POST', 'email-confirmation/request', { email: 'grace@example.com' })).status).toBe(202)
  const token = tokenIn((await mailsTo('late@example.com')).at(-1))
  const stored = await onDatabase(database.adminUrl, async client =>
    JSON.stringify((await client.query('select * from directory.verifications')).rows),
  )
  expect(token).toHaveLength(43)
  expect(stored).not.toContain(token)
  later += 24 * 60 * 60_000 + 1
  expect((await ask('POST', 'email-confirmation', { token })).status).toBe(410)
  // Whoever can open the mail owns the address: a new password confirms it too.
  await ask('POST', 'password-reset/request', { email: 'late@example.com' })
  await ask('POST', 'password-reset', {
    token: tokenIn((await mailsTo('late@example.com')).at(-1)),
    password: 'the one who reads the mail',
  })
  const entered = await ask('POST', 'session', { email: 'late@example.com', password: 'the one who reads the mail' })
  expect(entered).toMatchObject({ status: 200, body: { account: { state: 'verified' } } })
})

test('an API key is shown once, kept as a hash, and ends when it is revoked', async () => {
  const inside = await signedIn(server, 'grace@example.com')
  const made = await inside('POST', 'api-keys', { name: 'Till', scopes: ['signups:read', 'signups:read'] })
  expect(made).toMatchObject({ status: 201, body: { name: 'Till', scopes: ['signups:read'], revokedAt: null } })
  expect(made.body.key).toMatch(/^ci_live_[\w-]{43}$/)
  const listed = await inside('GET', 'api-keys')
  expect(listed.body.items).toHaveLength(1)
  expect(JSON.stringify(listed.body)).not.toContain(made.body.key)
  const live = `select count(*) from directory.credentials where secret_hash = $1 and ended_at is null`
  expect(await countRows(database.adminUrl, live, [sha256(made.body.key)])).toBe(1)
  expect((await inside('DELETE', `api-keys/${made.body.id}`)).status).toBe(204)
  expect((await inside('DELETE', `api-keys/${made.body.id}`)).status).toBe(404)
  expect(await countRows(database.adminUrl, live, [sha256(made.body.key)])).toBe(0)
  expect((await inside('GET', 'api-keys')).body.items[0].revokedAt).not.toBeNull()
})

test('a person in two accounts says which one is meant; of others they learn nothing', async () => {
  const one = await openShop(ports, { name: 'One', email: 'one@example.com' })
  const two = await openShop(ports, { name: 'Two', email: 'two@example.com' })
  await addMember(database.adminUrl, { accountId: one.accountId, email: 'both@example.com', role: 'viewer' })
  await onDatabase(database.adminUrl, client =>
    client.query(
      `insert into app.members (account_id, person_id, role) select $1, id, 'manager' from directory.people where email = 'both@example.com'`,
      [two.accountId],
    ),
  )
  const inside = await signedIn(server, 'both@example.com')
  expect((await inside('GET', 'me')).body).toMatchObject({ account: { name: 'One' }, role: 'viewer' })
  const second = await inside('GET', 'me', undefined, { 'x-account': two.accountId })
  expect(second.body).toMatchObject({ account: { name: 'Two' }, role: 'manager' })
  const grace = await signedIn(server, 'grace@example.com')
  expect((await grace('GET', 'me', undefined, { 'x-account': two.accountId })).status).toBe(404)
})

test('what changes comes from our own pages, as JSON', async () => {
  const inside = await signedIn(server, 'grace@example.com')
  const key = { name: 'Cross', scopes: ['signups:read'] }
  for (const site of ['cross-site', 'same-site', 'none']) {
    expect((await inside('POST', 'api-keys', key, { 'sec-fetch-site': site })).status).toBe(403)
  }
  const old = { url: '/dashboard/api/session', method: 'DELETE' } as const
  const from = async (origin?: string) =>
    (await server.inject({ ...old, headers: { host: 'localhost:4180', ...(origin && { origin }) } })).statusCode
  expect([
    await from(),
    await from('https://evil.example'),
    await from('null'),
    await from('http://localhost:4180'),
  ]).toEqual([403, 403, 403, 204])
  const form = await server.inject({
    method: 'POST',
    url: '/dashboard/api/session',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' },
    payload: '{}',
  })
  expect(form.statusCode).toBe(415)
})

test('letters go out by a job, and at night what has expired is cleared away', async () => {
  const [letter] = await mailsWaiting(database.adminUrl)
  await accountMail.handle(ports, letter as never, undefined)
  expect(
    await countRows(database.adminUrl, 'select count(*) from directory.mails where subject = $1', [letter?.subject]),
  ).toBe(1)
  expect(await countRows(database.adminUrl, 'select count(*) from directory.limits')).toBeGreaterThan(0)
  later += 40 * 24 * 60 * 60_000
  await cleanDirectory.handle(ports, {}, undefined)
  const left = `select (select count(*) from directory.limits) + (select count(*) from directory.sessions) + (select count(*) from directory.verifications)`
  expect(await countRows(database.adminUrl, left)).toBe(0)
})
