import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { allow, closeAuth, type Furnish, memberScope, whoIsSignedIn } from '../domain/accounts/index.ts'
import { accountRoutes, entranceRoutes } from '../domain/accounts/routes.ts'
import { deliveryRoutes } from '../domain/deliveries/routes.ts'
import { deviceRoutes } from '../domain/devices/routes.ts'
import { publishForm, welcomeTemplate } from '../domain/forms/index.ts'
import { formRoutes } from '../domain/forms/routes.ts'
import { metricRoutes } from '../domain/metrics/routes.ts'
import { openPracticeCrm } from '../domain/practice/index.ts'
import { signupRoutes } from '../domain/signups/routes.ts'
import { addStore } from '../domain/stores/index.ts'
import { storeRoutes } from '../domain/stores/routes.ts'
import { readDemoLogin } from '../platform/demo-login.ts'
import { Problem } from '../platform/errors.ts'
import type { Ports } from '../platform/ports.ts'
import { isAtThisMachine, isFromOurPage } from './callers.ts'
import { live } from './live.ts'
import '../platform/requests.ts'

const safeMethods = ['GET', 'HEAD', 'OPTIONS']

/** For members, by the cookie of their session. */
export const dashboard: FastifyPluginAsyncZod<{ ports: Ports }> = async (server, { ports }) => {
  server.decorateRequest('scope', null as never)
  server.decorateRequest('signedIn', null as never)
  // JSON alone: what a form on a stranger's page can send is not even parsed.
  server.removeContentTypeParser('text/plain')
  server.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
    if (!safeMethods.includes(request.method) && !isFromOurPage(request)) {
      throw new Problem('forbidden', 'This request does not come from a page of ours')
    }
  })
  server.addHook('onClose', () => closeAuth(ports))

  await server.register(entranceRoutes, { ports, furnish: firstShop })
  if (ports.config.demo) await server.register(demoLogin, { ports })
  await server.register(async members => {
    members.addHook('onRequest', async (request, reply) => {
      const { cookies } = await letIn(ports, request)
      if (cookies.length > 0) reply.header('set-cookie', cookies)
    })
    await members.register(accountRoutes)
    await members.register(metricRoutes)
    await members.register(signupRoutes)
    await members.register(deliveryRoutes)
    await members.register(deviceRoutes)
    await members.register(storeRoutes)
    await members.register(formRoutes)
    if (ports.config.demo) await members.register(practiceAccess)
    await members.register(live, { ports, stillIn: request => letIn(ports, request) })
  })
}

async function letIn(ports: Ports, request: FastifyRequest): Promise<{ cookies: string[] }> {
  const signedIn = await whoIsSignedIn(ports, request.headers.cookie, request.protocol === 'https')
  if (!signedIn) throw new Problem('unauthenticated')
  const wanted = request.headers['x-account']
  request.signedIn = signedIn
  request.scope = await memberScope(ports, signedIn.person.id, typeof wanted === 'string' ? wanted : undefined)
  return signedIn
}

/** A new account begins with the form that most shops want, on the screen of its first store. */
const firstShop: Furnish = async (tx, scope, shop) => {
  const form = await publishForm(tx, scope, welcomeTemplate(shop.name, null, shop.country))
  await addStore(tx, scope, { ...shop, formId: form.formId })
}

/** The sign-in page of a demo offers its owner's login: to who sits at this machine. */
const demoLogin: FastifyPluginAsyncZod<{ ports: Ports }> = async (server, { ports }) => {
  const login = z.object({ email: z.string(), password: z.string() })
  server.get('/demo', { schema: { response: { 200: login } } }, async request => {
    const known = isAtThisMachine(request) ? readDemoLogin(ports.config) : undefined
    if (!known) throw new Problem('not-found')
    return known
  })
}

/** Where a member's practice CRM is and what opens it, so that nobody copies a key by hand, or that of another shop. */
const practiceAccess: FastifyPluginAsyncZod = async server => {
  const access = z.object({ url: z.string(), token: z.string() })
  server.get('/practice-crm', { schema: { response: { 200: access } } }, request => {
    if (!isAtThisMachine(request)) throw new Problem('not-found')
    allow(request.scope, 'connections.change')
    return openPracticeCrm(request.scope)
  })
}
