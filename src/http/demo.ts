import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  changeMood,
  emptyPracticeCrm,
  listContacts,
  listPracticeAccounts,
  moods,
  openPracticeCrm,
  practiceScope,
  readMood,
} from '../domain/practice/index.ts'
import { practiceRoutes } from '../domain/practice/routes.ts'
import { Problem } from '../platform/errors.ts'
import { randomToken } from '../platform/ids.ts'
import type { Ports } from '../platform/ports.ts'
import { systemScope } from '../platform/scope.ts'
import { isAtThisMachine } from './callers.ts'
import { pagePolicy } from './demo/look.ts'
import { mailPage } from './demo/mail-page.ts'
import { contactList, countWords, practicePage } from './demo/practice-page.ts'

/** The practice CRM and the development mail page: for who sits at this machine, and for nobody else. */
export const demo: FastifyPluginAsyncZod<{ ports: Ports }> = async (app, { ports }) => {
  app.addHook('onRequest', async (request, reply) => {
    // Never the forwarded address: who asks through a proxy is not at this machine.
    if (!isAtThisMachine(request)) throw new Problem('not-found')
    if (request.method !== 'GET' && isFromElsewhere(request.headers)) throw new Problem('forbidden')
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
  )
  await app.register(practiceRoutes, { ports, prefix: '/practice-crm/api' })
  await app.register(practicePages, { ports, prefix: '/practice-crm' })
  await app.register(mailPages, { ports, prefix: '/mail' })
}

const practicePages: FastifyPluginAsyncZod<{ ports: Ports }> = async (app, { ports }) => {
  const ofShop = { querystring: z.object({ shop: z.optional(z.uuid()) }) }

  async function findShop(id: string | undefined) {
    const shops = await listPracticeAccounts(ports)
    const shop = id === undefined ? shops[0] : shops.find(candidate => candidate.id === id)
    if (!shop) throw new Problem('not-found', 'There is no shop yet. Register one in the dashboard first.')
    return { shop, shops, scope: practiceScope(ports, shop.id) }
  }

  app.get('/', { schema: ofShop }, async (request, reply) => {
    const { shop, shops, scope } = await findShop(request.query.shop)
    const access = await openPracticeCrm(scope)
    const view = { shop, shops, access, now: ports.clock.now() }
    const nonce = randomToken(16)
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(nonce))
      .send(practicePage({ ...view, mood: await readMood(scope), contacts: await listContacts(scope) }, nonce))
  })

  app.get('/contacts', { schema: ofShop }, async (request, reply) => {
    const { scope } = await findShop(request.query.shop)
    const contacts = await listContacts(scope)
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'")
      .send(
        `<span id="count">${countWords(contacts)}</span><div id="contacts">${contactList({ contacts, now: ports.clock.now() })}</div>`,
      )
  })

  app.post('/mood', { schema: { ...ofShop, body: z.object({ mood: z.enum(moods) }) } }, async (request, reply) => {
    const { shop, scope } = await findShop(request.query.shop)
    await changeMood(scope, request.body.mood)
    return reply.redirect(`/practice-crm?shop=${shop.id}`, 303)
  })

  app.post('/emptying', { schema: ofShop }, async (request, reply) => {
    const { shop, scope } = await findShop(request.query.shop)
    await emptyPracticeCrm(scope)
    return reply.redirect(`/practice-crm?shop=${shop.id}`, 303)
  })
}

const mailPages: FastifyPluginAsyncZod<{ ports: Ports }> = async (app, { ports }) => {
  const ofMail = { params: z.object({ id: z.uuid() }) }

  const listMails = () =>
    systemScope(ports, 'mail').tx(tx =>
      tx
        .selectFrom('directory.mails')
        .select(['id', 'to_address as to', 'subject', 'created_at as at'])
        .orderBy('created_at', 'desc')
        .limit(100)
        .execute(),
    )
  async function readMail(id: string) {
    const mail = await systemScope(ports, 'mail').tx(tx =>
      tx
        .selectFrom('directory.mails')
        .select(['id', 'to_address as to', 'subject', 'created_at as at', 'text', 'html'])
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    if (!mail) throw new Problem('not-found', 'There is no such mail')
    return mail
  }

  app.get('/', async (_, reply) => {
    const nonce = randomToken(16)
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(nonce))
      .send(mailPage(await listMails(), undefined, nonce))
  })

  app.get('/:id', { schema: ofMail }, async (request, reply) => {
    const mail = await readMail(request.params.id)
    const nonce = randomToken(16)
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(nonce, ["frame-src 'self'"]))
      .send(mailPage(await listMails(), mail, nonce))
  })

  app.get('/:id/html', { schema: ofMail }, async (request, reply) => {
    const mail = await readMail(request.params.id)
    // As a mail program would: its styles and pictures in the text, no scripts, links open at the top.
    return reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-top-navigation-by-user-activation",
      )
      .send(`<base target="_top">${mail.html}`)
  })
}

/** Browsers say where a request comes from; programs, which do not, have no reader's page to misuse. */
function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host
}
