import { afterAll, beforeAll, expect, test } from 'vitest'
import { addressOf, audienceOf, bodyOf, type Route, routesOf } from './routes.ts'
import { type Account, imageOf, openWorld, seedAccount, type World } from './world.ts'

let world: World
let routes: Route[]
let account: Account

beforeAll(async () => {
  world = await openWorld()
  routes = routesOf(world.routes).filter(route => audienceOf(route.url) === 'member')
  account = await seedAccount(world, 'shop')
})
afterAll(() => world.close())

type Role = keyof Account['cookies']

/** Who may do what is changed by a route, by the beginning of its address. A route that is not here fails the test. */
const mayChange: Record<string, Role[]> = {
  '/dashboard/api/stores': ['owner', 'manager'],
  '/dashboard/api/devices': ['owner', 'manager'],
  '/dashboard/api/connections': ['owner'],
  '/dashboard/api/api-keys': ['owner'],
  '/dashboard/api/deliveries': ['owner', 'manager', 'staff'],
  '/dashboard/api/signups': ['owner', 'manager', 'staff'],
}
/** What is not for every member to see. */
const mayRead: Record<string, Role[]> = {
  '/dashboard/api/api-keys': ['owner', 'manager'],
  // It holds the key.
  '/dashboard/api/practice-crm': ['owner'],
}
const everyone: Role[] = ['owner', 'manager', 'staff', 'viewer']

function allowed(route: Route): Role[] {
  const table = route.method === 'GET' ? mayRead : mayChange
  const start = Object.keys(table).find(prefix => route.url.startsWith(prefix))
  if (start === undefined && route.method !== 'GET') throw new Error(`Who may ${route.method} ${route.url}?`)
  return start === undefined ? everyone : (table[start] ?? [])
}

test('whom a role does not allow, each route refuses, and nothing changes', async () => {
  const before = await imageOf(world.database, account.accountId)
  let refused = 0
  for (const route of routes) {
    for (const role of everyone.filter(each => !allowed(route).includes(each))) {
      expect([route.method, route.url, role, await ask(route, role)]).toEqual([route.method, route.url, role, 403])
      refused++
    }
  }
  expect(refused).toBeGreaterThan(30)
  expect(await imageOf(world.database, account.accountId)).toBe(before)
})

test('whom a role allows gets further', async () => {
  const gentle = routes.filter(({ method, url }) => method !== 'DELETE' && !/\/(live|revoke)$/.test(url))
  for (const route of gentle) {
    for (const role of allowed(route)) {
      expect([route.method, route.url, role, await ask(route, role)]).not.toContain(403)
    }
  }
})

async function ask(route: Route, role: Role): Promise<number> {
  const body = bodyOf(route, account.ids)
  const answer = await world.server.inject({
    method: route.method,
    url: addressOf(route, kind => (kind === null ? account.accountId : account.ids[kind])),
    headers: { host: 'localhost:4180', 'sec-fetch-site': 'same-origin', cookie: account.cookies[role] },
    ...(body !== undefined && { payload: body as object }),
  })
  return answer.statusCode
}
