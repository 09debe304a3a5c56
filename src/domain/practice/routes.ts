import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { Problem } from '../../platform/errors.ts'
import type { Ports } from '../../platform/ports.ts'
import type { Scope } from '../../platform/scope.ts'
import {
  createContact,
  findContacts,
  knowCaller,
  listContacts,
  type Mood,
  type PracticeContact,
  practiceOrigin,
  readContact,
  updateContact,
} from './practice.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose practice CRM is called, and how it behaves just now. */
    practice: { scope: Scope; mood: Mood }
  }
}

const slowMs = 3000
const fieldsSchema = z.record(
  z.string().check(z.maxLength(100)),
  z.union([z.string().check(z.maxLength(2000)), z.number(), z.boolean(), z.null()]),
)
const ofContact = z.object({ id: z.uuid() })

/** The practice CRM's own API, as a CRM's would be: a key, contacts to look up, to make and to change. */
export const practiceRoutes: FastifyPluginAsyncZod<{ ports: Ports }> = async (app, { ports }) => {
  app.decorateRequest('practice')

  app.addHook('onRequest', async (request, reply) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    request.practice = await knowCaller(ports, token)
    const { mood } = request.practice
    if (mood === 'refusing') throw new Problem('unauthenticated', 'The practice CRM refuses every key just now')
    // Not a Problem: nothing is wrong that anybody should be alarmed about.
    if (mood === 'down') return reply.code(503).send({ detail: 'The practice CRM is down just now' })
    if (mood === 'slow') await ports.clock.sleep(slowMs)
  })
  // After the handler: what was to be stored is stored, and nobody will hear of it.
  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.method !== 'GET' && request.practice?.mood === 'silent') await hangUp(request, reply)
  })

  app.get('/me', () => ({ name: 'Practice CRM' }))

  app.get(
    '/contacts',
    { schema: { querystring: z.object({ email: z.optional(z.string()), phone: z.optional(z.string()) }) } },
    async request => {
      const { scope } = request.practice
      const { email, phone } = request.query
      const asked = email ?? phone
      const field = email === undefined ? 'phone' : 'email'
      const found = asked === undefined ? await listContacts(scope) : await findContacts(scope, field, asked)
      return { contacts: found.map(contact => present(scope, contact)) }
    },
  )

  app.get('/contacts/:id', { schema: { params: ofContact } }, async ({ params, practice: { scope } }) =>
    present(scope, await readContact(scope, params.id)),
  )

  app.post('/contacts', { schema: { body: fieldsSchema } }, async ({ body, practice: { scope } }, reply) =>
    reply.code(201).send(present(scope, await createContact(scope, body))),
  )

  app.put(
    '/contacts/:id',
    { schema: { params: ofContact, body: fieldsSchema } },
    async ({ body, params, practice: { scope } }) => present(scope, await updateContact(scope, params.id, body)),
  )
}

/** Leaves the caller waiting until it gives up. */
async function hangUp(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.hijack()
  await new Promise(resolve => request.raw.socket.once('close', resolve))
}

/** The link names the shop: without it the page would show the first one of this machine. */
function present({ ports, accountId }: Scope, { id, fields, createdAt, updatedAt }: PracticeContact) {
  const url = `${practiceOrigin(ports)}/practice-crm?shop=${accountId}#c-${id}`
  return { id, fields, url, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}
