import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPorts } from '../../../test/builders/ports.ts'
import { countRows, makeRetailer, onDatabase, type Retailer } from '../../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { Problem } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'
import type { PlainSignup } from './contract.ts'
import { capturePlain, credentialsOf, intakeOf } from './index.ts'

let database: TestDatabase
let ports: Ports
let other: Ports
let retailer: Retailer

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url)
  other = testPorts(database.url)
  retailer = await makeRetailer(database.adminUrl, { connections: 2 })
})
afterAll(async () => {
  await Promise.all([ports.close(), other.close()])
  await database.close()
})

const ada = (more: Partial<PlainSignup> = {}): PlainSignup => ({
  id: uuidv7(Date),
  answers: { firstName: 'Ada', email: 'ada@example.com' },
  consents: [
    { text: retailer.emailText, given: true },
    { text: retailer.termsText, given: false },
  ],
  ...more,
})
async function capture(signup: PlainSignup, at = ports, by = retailer) {
  const credential = await credentialsOf(at).bySecret(by.apiKey)
  if (!credential) throw new Error('No credential')
  return capturePlain(at, credential, signup)
}
const count = (table: string, id: string, column = 'signup_id') =>
  countRows(database.adminUrl, `select count(*) from app.${table} where ${column} = $1`, [id])

test('a sign-up is stored with its consents, a delivery per connection, and its usage', async () => {
  const used = () =>
    countRows(database.adminUrl, `select coalesce(sum(quantity), 0) from app.usage_records where account_id = $1`, [
      retailer.accountId,
    ])
  const before = await used()
  const signup = ada()
  const { answer, isNew } = await capture(signup)
  expect(answer).toMatchObject({ id: signup.id, status: 'accepted', reason: null })
  expect(isNew).toBe(true)
  expect(await count('signups', signup.id, 'id')).toBe(1)
  expect(await count('consents', signup.id)).toBe(2)
  expect(await count('deliveries', signup.id)).toBe(2)
  expect((await used()) - before).toBe(1)
  const [proof] = await onDatabase(
    database.url,
    async client =>
      (
        await client.query(
          'select encode(text_hash, $2) as hash, language from app.consents where signup_id = $1 and given',
          [signup.id, 'hex'],
        )
      ).rows,
  )
  expect(proof).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), language: 'en' })
})

test('the same sign-up fifty times at once is one row, and everybody gets the first answer', async () => {
  const signup = ada()
  const all = await Promise.all(Array.from({ length: 50 }, (_, turn) => capture(signup, turn % 2 ? ports : other)))
  expect(new Set(all.map(({ answer }) => JSON.stringify(answer))).size).toBe(1)
  expect(all.filter(({ isNew }) => isNew)).toHaveLength(1)
  expect(await count('signups', signup.id, 'id')).toBe(1)
  expect(await count('deliveries', signup.id)).toBe(2)
  expect(await count('consents', signup.id)).toBe(2)
})

test('two processes that race with different sign-ups under one id: one wins, the others are kept aside', async () => {
  const signup = ada()
  const rivals = Array.from({ length: 20 }, (_, turn) => ({
    ...signup,
    answers: { email: `rival${turn}@example.com` },
  }))
  const all = await Promise.all(rivals.map((rival, turn) => capture(rival, turn % 2 ? ports : other)))
  expect(all.filter(({ answer }) => answer.status === 'accepted')).toHaveLength(1)
  expect(all.filter(({ answer }) => answer.status === 'conflict')).toHaveLength(19)
  expect(await count('signups', signup.id, 'id')).toBe(1)
  expect(await count('deliveries', signup.id)).toBe(2)
  expect(await count('quarantine', signup.id)).toBe(19)
})

test('a contradiction that is sent again and again is kept once', async () => {
  const signup = ada()
  await capture(signup)
  for (let turn = 0; turn < 3; turn++) await capture({ ...signup, language: 'nl' })
  expect(await count('quarantine', signup.id)).toBe(1)
})

test('an id of another account is another sign-up', async () => {
  const neighbour = await makeRetailer(database.adminUrl)
  const signup = ada()
  await capture(signup)
  const theirs = { ...signup, consents: [] }
  expect((await capture(theirs, ports, neighbour)).answer.status).toBe('accepted')
  expect(await count('signups', signup.id, 'id')).toBe(2)
})

test('the text of another account proves nothing and is refused', async () => {
  const neighbour = await makeRetailer(database.adminUrl)
  const signup = ada({ consents: [{ text: neighbour.emailText, given: true }] })
  const refusal = await capture(signup).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Problem)
  expect((refusal as Problem).fields).toEqual([{ path: 'consents.0.text', message: 'This consent text is not known' }])
  await expect(capture(ada({ formVersion: neighbour.formVersion }))).rejects.toThrow(Problem)
  expect(await count('signups', signup.id, 'id')).toBe(0)
})

test('when the connection dies between commit and answer, the sign-up is in once and the answer is the first one', async () => {
  const signup = ada()
  const credential = await credentialsOf(ports).bySecret(retailer.apiKey)
  if (!credential) throw new Error('No credential')
  await capture(ada())
  // The next batch commits, and its connection is cut before anybody hears of it.
  const cut = cutNextAnswer(ports)
  const { answer } = await capturePlain(ports, credential, signup)
  expect(cut.done()).toBe(true)
  expect(answer.status).toBe('accepted')
  const [row] = await onDatabase(
    database.url,
    async client =>
      (await client.query<{ received_at: Date }>('select received_at from app.signups where id = $1', [signup.id]))
        .rows,
  )
  expect(row?.received_at.toISOString()).toBe(answer.receivedAt)
  expect(await count('deliveries', signup.id)).toBe(2)
  expect((await capture(signup)).answer).toEqual(answer)
})

test('a test sign-up is delivered and not billed', async () => {
  const signup = ada({ test: true })
  const billed = () =>
    countRows(database.adminUrl, `select coalesce(sum(quantity), 0) from app.usage_records where account_id = $1`, [
      retailer.accountId,
    ])
  const before = await billed()
  await capture(signup)
  expect(await billed()).toBe(before)
  expect(await count('deliveries', signup.id)).toBe(2)
})

test('paused and disconnected connections get their delivery too, deleted ones do not', async () => {
  const shop = await makeRetailer(database.adminUrl, { connections: 4 })
  await onDatabase(database.adminUrl, async client => {
    const [paused, disconnected, deleted] = shop.connectionIds
    await client.query(`update app.connections set state = 'paused' where id = $1`, [paused])
    await client.query(`update app.connections set state = 'disconnected' where id = $1`, [disconnected])
    await client.query(`update app.connections set deleted_at = now() where id = $1`, [deleted])
  })
  const signup = ada({ consents: [] })
  await capture(signup, ports, shop)
  expect(await count('deliveries', signup.id)).toBe(3)
})

test('a tombstone answers whatever comes for it, and keeps nothing of it', async () => {
  const signup = ada()
  await capture(signup)
  await onDatabase(database.adminUrl, client =>
    client.query(`update app.signups set state = 'erased', first_name = null, email = null where id = $1`, [signup.id]),
  )
  expect((await capture(signup)).answer.status).toBe('erased')
  expect((await capture({ ...signup, language: 'fr' })).answer.status).toBe('erased')
  expect(await count('quarantine', signup.id)).toBe(0)
})

test('whatever clock and however late: both times are kept', async () => {
  const signup = ada({ capturedAt: '0001-01-01T00:00:00+01:00' })
  const late = ada({ capturedAt: '9999-12-31T23:59:59Z' })
  expect((await capture(late)).answer.status).toBe('accepted')
  const [row] = await onDatabase(
    database.url,
    async client =>
      (await client.query<{ captured_at: Date }>('select captured_at from app.signups where id = $1', [late.id])).rows,
  )
  expect(row?.captured_at.toISOString()).toBe('9999-12-31T23:59:59.000Z')
  // Year 0 in UTC: PostgreSQL writes that as 1 BC and cannot read ours. It is refused alone.
  const refusal = await capture(signup).catch((error: unknown) => error)
  expect((refusal as Problem).code).toBe('invalid')
})

test('what cannot be stored is split out of its batch, and its neighbours are in', async () => {
  const credential = await credentialsOf(ports).bySecret(retailer.apiKey)
  if (!credential) throw new Error('No credential')
  const bad = ada({ capturedAt: '0000-06-01T00:00:00Z' })
  const good = Array.from({ length: 20 }, () => ada())
  const results = await Promise.allSettled(
    [...good.slice(0, 10), bad, ...good.slice(10)].map(signup => capturePlain(ports, credential, signup)),
  )
  expect(results.filter(result => result.status === 'rejected')).toHaveLength(1)
  for (const signup of good) expect(await count('signups', signup.id, 'id')).toBe(1)
})

test('those who wait for news of the account are woken after the commit', async () => {
  const heard: string[] = []
  const stop = [
    ports.wake.on('signups', key => heard.push(`signups ${key}`)),
    ports.wake.on('deliveries', key => heard.push(`deliveries ${key}`)),
  ]
  await capture(ada())
  expect(heard).toEqual([`signups ${retailer.accountId}`, `deliveries ${retailer.accountId}`])
  for (const end of stop) end()
})

test('without a database it says so, and stores nothing twice once it is back', async () => {
  const lost = testPorts('postgres://postgres@127.0.0.1:1/nowhere')
  const credential = await credentialsOf(ports).bySecret(retailer.apiKey)
  if (!credential) throw new Error('No credential')
  const refusal = await capturePlain(lost, credential, ada({ consents: [] })).catch((error: unknown) => error)
  expect((refusal as Problem).code).toBe('unavailable')
  expect(intakeOf(lost).waiting()).toBe(0)
  await lost.close()
})

/** Lets the next call of the capture function commit, destroys its connection, and forgets the answer. */
function cutNextAnswer(at: Ports): { done(): boolean } {
  const connect = at.db.pool.connect.bind(at.db.pool)
  let isDone = false
  Object.assign(at.db.pool, {
    connect: async () => {
      const client = await connect()
      if (isDone) return client
      const query = client.query.bind(client) as (config: unknown) => Promise<unknown>
      Object.assign(client, {
        query: async (config: unknown) => {
          await query(config)
          isDone = true
          Object.assign(at.db.pool, { connect })
          throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })
        },
      })
      return client
    },
  })
  return { done: () => isDone }
}

test('connections that are killed under load, again and again, lose nothing and double nothing', async () => {
  const signups = Array.from({ length: 400 }, () => ada({ consents: [] }))
  const over = new AbortController()
  const killing = onDatabase(database.adminUrl, async client => {
    while (!over.signal.aborted) {
      await client.query(
        `select pg_sleep(0.03), pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'select * from app.capture%'`,
      )
    }
  })
  const stored = []
  for (const signup of signups) stored.push(capture(signup).catch(() => capture(signup)))
  const all = await Promise.all(stored).finally(() => over.abort())
  for (const signup of signups.slice(0, 100)) all.push(await capture(signup))
  await killing
  expect(new Set(all.map(({ answer }) => answer.status))).toEqual(new Set(['accepted']))
  const ids = signups.map(signup => signup.id)
  const rows = (table: string, column: string) =>
    countRows(database.adminUrl, `select count(*) from app.${table} where ${column} = any($1)`, [ids])
  expect(await rows('signups', 'id')).toBe(400)
  expect(await rows('deliveries', 'signup_id')).toBe(800)
})
