import { afterAll, beforeAll, expect, test } from 'vitest'
import { onDatabase } from '../builders/retailer.ts'
import { askAsTablet } from '../builders/tablet.ts'
import {
  type Audience,
  addressOf,
  audienceOf,
  bodyOf,
  hasBody,
  kindsIn,
  type Route,
  routesOf,
  takesIds,
} from './routes.ts'
import { type Account, accountTables, imageOf, openWorld, seedAccount, type World } from './world.ts'

/*
 * Every route × every id of another account. The list of routes is Fastify's own: a new route is tried without anybody
 * thinking of it, and one whose ids are not seeded makes this fail.
 */

let world: World
let routes: Route[]
let mine: Account
let theirs: Account

beforeAll(async () => {
  world = await openWorld()
  routes = routesOf(world.routes)
  mine = await seedAccount(world, 'mine')
  theirs = await seedAccount(world, 'theirs')
})
afterAll(() => world.close())

const nameOf = ({ method, url }: Route) => `${method} ${url}`

test('the list of routes is the real one', () => {
  expect(routes.length).toBeGreaterThan(50)
  expect(routes.map(nameOf)).toContain('POST /dashboard/api/devices/:id/revoke')
  for (const route of routes) audienceOf(route.url)
})

test('a route that nobody thought of is noticed', () => {
  expect(() => kindsIn({ method: 'GET', url: '/dashboard/api/secrets/:id', schema: {} })).toThrow(
    '/dashboard/api/secrets/:id',
  )
  expect(() => audienceOf('/elsewhere')).toThrow('Whose route is /elsewhere')
})

test('both accounts have a row in every table of an account', async () => {
  await onDatabase(world.database.adminUrl, async client => {
    for (const table of await accountTables(client)) {
      const { rows } = await client.query(`select account_id from ${table} where account_id in ($1, $2)`, [
        mine.accountId,
        theirs.accountId,
      ])
      expect([table, new Set(rows.map(row => row.account_id)).size]).toEqual([table, 2])
    }
  })
})

test('whatever takes ids in its body or its query has a case here', () => {
  const known = [
    'GET /dashboard/api/signups',
    'GET /api/v1/signups',
    'GET /practice-crm/',
    'GET /practice-crm/contacts',
    'POST /practice-crm/mood',
    'POST /practice-crm/emptying',
  ]
  const taking = routes.filter(({ schema }) => takesIds(schema.body) || takesIds(schema.querystring))
  expect(taking.filter(route => !hasBody(route) && !known.includes(nameOf(route))).map(nameOf)).toEqual([])
  expect(taking.length).toBeGreaterThanOrEqual(6)
})

test('a stranger is let in nowhere but at the doors that are open to all', async () => {
  for (const route of routes) {
    if (['public', 'machine'].includes(audienceOf(route.url))) continue
    const { status } = await ask(route, undefined, mine, mine)
    expect([nameOf(route), status]).toEqual([nameOf(route), 401])
  }
})

test('of another account’s things, every route says that there is nothing', async () => {
  const before = await imageOf(world.database, theirs.accountId)
  const own = await imageOf(world.database, mine.accountId)
  let asked = 0
  for (const route of routes) {
    const who = audienceOf(route.url)
    const foreign = kindsIn(route).filter(({ kind }) => kind !== null)
    if (foreign.length === 0 || who === 'public') continue
    // Each parameter in turn names what is theirs while the others name our own, and then all of them.
    for (const chosen of [...foreign.map(({ parameter }) => [parameter]), foreign.map(({ parameter }) => parameter)]) {
      const { status, body } = await ask(route, who, mine, theirs, chosen)
      expect([nameOf(route), chosen, status]).toEqual([nameOf(route), chosen, 404])
      expect(body).not.toMatch(/theirs|Annabella|emmy@/)
      asked++
    }
  }
  expect(asked).toBeGreaterThan(20)
  expect(await imageOf(world.database, theirs.accountId)).toBe(before)
  expect(await imageOf(world.database, mine.accountId)).toBe(own)
})

test('ids of another account in a body or a query find nothing either', async () => {
  const before = await imageOf(world.database, theirs.accountId)
  const find = (name: string) => routes.find(route => nameOf(route) === name) as Route
  const status = async (name: string, who: Audience) => (await ask(find(name), who, mine, theirs, [])).status
  expect(await status('POST /dashboard/api/devices', 'member')).toBe(404)
  const replayed = await ask(find('POST /dashboard/api/deliveries/replay'), 'member', mine, theirs, [])
  expect([replayed.status, replayed.body]).toEqual([200, '{"replayed":0}'])
  const ofConnection = await send('POST', '/dashboard/api/deliveries/replay', 'member', mine, {
    connection: theirs.ids.connections,
    allParked: true,
  })
  expect(ofConnection.status === 404 || ofConnection.body === '{"replayed":0}').toBe(true)
  for (const [url, who] of [
    ['/dashboard/api/signups', 'member'],
    ['/api/v1/signups', 'api-key'],
  ] as const) {
    const listed = await send('GET', `${url}?store=${theirs.ids.stores}`, who, mine)
    expect([listed.status, JSON.parse(listed.body).items]).toEqual([200, []])
  }
  // A form version and a consent text of theirs are unknown here.
  expect(await status('POST /api/v1/signups', 'api-key')).toBe(422)
  expect(await imageOf(world.database, theirs.accountId)).toBe(before)
})

test('an id that another account has used is free here, and tells nothing', async () => {
  const before = await imageOf(world.database, theirs.accountId)
  const plain = { id: theirs.ids.signups, answers: { email: 'alan@example.com' } }
  const taken = await send('POST', '/api/v1/signups', 'api-key', mine, plain)
  expect(taken.status).toBe(201)
  expect(await imageOf(world.database, theirs.accountId)).toBe(before)
})

test('no list shows anything of another account', async () => {
  for (const route of routes) {
    const who = audienceOf(route.url)
    if (route.method !== 'GET' || !['member', 'api-key', 'practice-key', 'tablet'].includes(who)) continue
    if (kindsIn(route).length > 0 || route.url.endsWith('/live')) continue
    const { status, body } = await ask(route, who, mine, mine)
    expect([nameOf(route), status]).toEqual([nameOf(route), 200])
    // The sign-up of the test before this one has an id of theirs, as its own.
    const ids = Object.values(theirs.ids).filter(id => id !== theirs.ids.signups)
    for (const id of [theirs.accountId, ...ids]) expect(body).not.toContain(id)
    expect(body).not.toContain('theirs')
  }
})

test('a tablet is its own pairing and no other', async () => {
  const { key } = mine.tablet
  const answer = await askAsTablet(world.server, key, {
    method: 'GET',
    path: '/kiosk/api/setup',
    kid: theirs.tablet.pairingId,
  })
  expect(answer.statusCode).toBe(401)
  expect(
    (await askAsTablet(world.server, key, { method: 'GET', path: '/kiosk/api/setup', kid: mine.tablet.pairingId }))
      .statusCode,
  ).toBe(200)
})

test('with ids of one’s own the same requests find something', async () => {
  // Without this the matrix could be green because every address is wrong. Deleting comes last.
  const found = routes
    .filter(route => kindsIn(route).some(({ kind }) => kind !== null) && audienceOf(route.url) !== 'public')
    .sort((a, b) => Number(isEnding(a)) - Number(isEnding(b)))
  for (const route of found) {
    const { status } = await ask(route, audienceOf(route.url), mine, mine)
    const lost = status >= 500 || [401, 403, 404].includes(status)
    expect([nameOf(route), status, lost]).toEqual([nameOf(route), status, false])
  }
})

function isEnding({ method, url }: Route): boolean {
  return method === 'DELETE' || url.endsWith('/revoke')
}

/** Asks as somebody of `who`'s account, with ids of `whose` where `foreign` names the parameter (everywhere, when it is left out). */
function ask(route: Route, audience: Audience | undefined, who: Account, whose: Account, foreign?: string[]) {
  const path = addressOf(route, (kind, parameter) =>
    kind === null ? who.accountId : (foreign === undefined || foreign.includes(parameter) ? whose : who).ids[kind],
  )
  return send(route.method, path, audience, who, bodyOf(route, whose.ids))
}

async function send(
  method: Route['method'],
  url: string,
  audience: Audience | undefined,
  who: Account,
  body?: unknown,
) {
  if (audience === 'tablet' && (method === 'GET' || method === 'POST')) {
    const answer = await askAsTablet(world.server, who.tablet.key, {
      method,
      path: url,
      kid: who.tablet.pairingId,
      body,
    })
    return { status: answer.statusCode, body: answer.body }
  }
  const proofs: Partial<Record<Audience, Record<string, string>>> = {
    member: { cookie: who.cookies.owner },
    'api-key': { authorization: `Bearer ${who.apiKey}` },
    'practice-key': { authorization: `Bearer ${who.practiceKey}` },
  }
  const answer = await world.server.inject({
    method,
    url,
    headers: { host: 'localhost:4180', 'sec-fetch-site': 'same-origin', ...(audience && proofs[audience]) },
    ...(body !== undefined && { payload: body as object }),
  })
  return { status: answer.statusCode, body: answer.body }
}
