import type { RouteOptions } from 'fastify'
import * as z from 'zod'
import type { Account, Ids } from './world.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
export type Route = { method: Method; url: string; schema: NonNullable<RouteOptions['schema']> }

/** Who is let in where, by the beginning of the address; the longest that fits counts. */
export type Audience = 'member' | 'api-key' | 'practice-key' | 'tablet' | 'public' | 'machine'
const audiences: [string, Audience][] = [
  ['/dashboard/api/', 'member'],
  ['/dashboard/api/registration', 'public'],
  ['/dashboard/api/email-confirmation', 'public'],
  ['/dashboard/api/password-reset', 'public'],
  ['/dashboard/api/session', 'public'],
  ['/dashboard/api/demo', 'machine'],
  ['/api/v1/signups', 'api-key'],
  ['/api/v1/openapi.json', 'public'],
  ['/api/v1/docs', 'public'],
  ['/kiosk/api/', 'tablet'],
  ['/kiosk/api/nonce', 'public'],
  ['/public/api/', 'public'],
  ['/practice-crm/api/', 'practice-key'],
  ['/practice-crm', 'machine'],
  ['/mail', 'machine'],
  ['/healthz', 'public'],
  ['/readyz', 'public'],
  ['/metrics', 'machine'],
  // The pages themselves: the same for everybody.
  ['/dashboard', 'public'],
  ['/kiosk', 'public'],
  ['/site/', 'public'],
  ['/f/', 'public'],
]

export function audienceOf(url: string): Audience {
  if (url === '/') return 'public'
  const [best] = audiences.filter(([start]) => url.startsWith(start)).sort(([a], [b]) => b.length - a.length)
  if (!best) throw new Error(`Whose route is ${url}? Give it a line in test/tenancy/routes.ts`)
  return best[1]
}

/** The list that Fastify itself was given; HEAD comes with each GET and runs the same code. */
export function routesOf(registered: RouteOptions[]): Route[] {
  const routes = registered.flatMap(({ method, url, schema }) =>
    [method].flat().map(each => ({ method: each as Method, url, schema: schema ?? {} })),
  )
  const seen = new Set<string>()
  return routes.filter(({ method, url }) => {
    const name = `${method} ${url}`
    return !['HEAD', 'OPTIONS'].includes(method) && !seen.has(name) && seen.add(name)
  })
}

/** Which kind of thing a parameter names, by the word before it. Pages and files of the machine name nothing of an account. */
export function kindsIn({ url }: Route): { parameter: string; kind: keyof Ids | null }[] {
  return [...url.matchAll(/([\w.-]+)\/:(\w+)/g)].map(([, word = '', parameter = '']) => {
    const kind = kinds[word]
    if (kind === undefined)
      throw new Error(`No account is seeded with what :${parameter} in ${url} names: test/tenancy`)
    return { parameter, kind }
  })
}

const kinds: Record<string, keyof Ids | null> = {
  stores: 'stores',
  staff: 'staff',
  devices: 'devices',
  connections: 'connections',
  'api-keys': 'api-keys',
  signups: 'signups',
  contacts: 'contacts',
  storefronts: 'storefronts',
  // An offer belongs to a key that no account knows yet.
  pairing: null,
  // The page of a phone form is the same for every token; what is in it comes from storefronts/:token.
  f: null,
  mail: null,
}

/** The address with each parameter filled by `fill`. */
export function addressOf({ url }: Route, fill: (kind: keyof Ids | null, parameter: string) => string): string {
  return kindsIn({ url } as Route).reduce(
    (path, { parameter, kind }) => path.replace(`:${parameter}`, encodeURIComponent(fill(kind, parameter))),
    url.replace('*', ''),
  )
}

/** Bodies that would do what they say if the ids were one's own. */
const bodies: Record<string, (ids: Ids) => unknown> = {
  'POST /dashboard/api/devices': ids => ({ code: 'AAAAAAAA', name: 'Annabella', storeId: ids.stores }),
  'POST /dashboard/api/devices/:id/revoke': () => ({ reason: 'revoked' }),
  'POST /dashboard/api/stores': () => ({ name: 'Utrecht', country: 'NL', timeZone: 'Europe/Amsterdam' }),
  'PATCH /dashboard/api/stores/:id': () => ({ name: 'Taken over' }),
  'POST /dashboard/api/stores/:id/staff': () => ({ name: 'Alan' }),
  'POST /dashboard/api/api-keys': () => ({ name: 'Second', scopes: ['signups:read'] }),
  'POST /dashboard/api/connections': () => ({
    connector: 'webhook',
    name: 'Hook',
    settings: { url: 'https://example.com/hook' },
  }),
  'PATCH /dashboard/api/connections/:id': () => ({ name: 'Taken over' }),
  'POST /dashboard/api/deliveries/replay': ids => ({ deliveries: [ids.deliveries] }),
  'PUT /practice-crm/api/contacts/:id': () => ({ email: 'x@example.com' }),
  'POST /practice-crm/api/contacts': () => ({ email: 'x@example.com' }),
  'POST /api/v1/signups': ids => signup(ids),
  'POST /api/v1/signups/batch': ids => ({ signups: [signup(ids)] }),
  'POST /public/api/storefronts/:token/signups': ids => signup(ids),
}

function signup(ids: Ids) {
  return {
    id: ids.signups,
    formVersion: ids.formVersions,
    staff: ids.staff,
    answers: { email: 'emmy@example.com' },
    consents: [{ text: ids.texts, given: true }],
  }
}

export function bodyOf({ method, url }: Route, ids: Account['ids']): unknown {
  return bodies[`${method} ${url}`]?.(ids)
}

export function hasBody({ method, url }: Route): boolean {
  return `${method} ${url}` in bodies
}

/** Whether a part of the request, other than the path, may name something by its id. */
export function takesIds(schema: unknown): boolean {
  if (!(schema instanceof z.core.$ZodType)) return false
  return JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })).includes('"format":"uuid"')
}
