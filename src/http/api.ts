import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FastifyPluginAsyncZod, jsonSchemaTransform } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import type { apiScopes } from '../domain/accounts/contract.ts'
import * as contract from '../domain/signups/contract.ts'
import {
  type Captured,
  type Credential,
  capturePlain,
  credentialsOf,
  listArrivals,
  readSignup,
} from '../domain/signups/index.ts'
import { fieldProblems, Problem } from '../platform/errors.ts'
import type { Ports } from '../platform/ports.ts'
import { accountScope } from '../platform/scope.ts'
import { apiDescription, problemSchema } from './api-description.ts'
import '../platform/requests.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What an API key must be allowed to use this route; without one it needs no key. */
    apiScope?: (typeof apiScopes)[number]
  }
}

const byId = z.object({ id: z.uuid() })
const batchSchema = z.object({ signups: z.array(z.unknown()).check(z.minLength(1), z.maxLength(100)) })
/** A hundred sign-ups of the greatest size, and their frame. */
const batchBytes = 100 * contract.maxSignupBytes + 1024

/** For developers at the retailer, by API key. */
export const api: FastifyPluginAsyncZod<{ ports: Ports }> = async (server, { ports }) => {
  await server.register(swagger, { openapi: apiDescription(ports), transform: jsonSchemaTransform })
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    // The page stands at /docs and at /docs/; what it loads is found from both.
    indexPrefix: server.prefix,
    staticCSP: true,
    uiConfig: { layout: 'BaseLayout', url: `${server.prefix}/openapi.json`, persistAuthorization: false },
    theme: { title: 'CustomerInfo API' },
  })
  server.removeContentTypeParser('text/plain')
  // The schemas take only the keys that they know, `__proto__` and `constructor` not among them: no need to look for those first.
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)))
    } catch {
      done(new Problem('malformed', 'The body is not JSON'))
    }
  })
  server.decorateRequest('credential', null as never)
  server.decorateRequest('scope', {
    getter(this: FastifyRequest) {
      return accountScope(ports, this.credential.accountId, { kind: 'api-key', id: this.credential.id })
    },
  } as never)
  server.addHook('onRequest', async request => {
    const { apiScope } = request.routeOptions.config
    if (apiScope === undefined) return
    request.credential = await credentialOf(ports, request.headers.authorization)
    if (!request.credential.scopes.includes(apiScope)) {
      throw new Problem('forbidden', `This key was not given the scope ${apiScope}`)
    }
  })

  server.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger())

  const refusals = { '4xx': problemSchema, 503: problemSchema }
  server.post(
    '/signups',
    {
      bodyLimit: contract.maxSignupBytes,
      config: { apiScope: 'signups:write' },
      schema: {
        summary: 'Create a sign-up',
        description:
          'Answers after it is stored for good. `id` is yours (UUIDv7): sending the same sign-up again is safe and gets the first answer with status 200; another sign-up under the same id is refused with 409.',
        tags: ['Sign-ups'],
        security: [{ apiKey: [] }],
        body: contract.plainSignupSchema,
        response: { 200: contract.intakeAnswerSchema, 201: contract.intakeAnswerSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const captured = await capturePlain(ports, request.credential, request.body)
      if (captured.answer.status === 'conflict') throw new Problem('conflict', captured.answer.reason ?? undefined)
      return sendJson(reply.code(captured.isNew ? 201 : 200), captured.answer)
    },
  )

  server.post(
    '/signups/batch',
    {
      bodyLimit: batchBytes,
      config: { apiScope: 'signups:write' },
      schema: {
        summary: 'Create up to 100 sign-ups',
        description:
          'Each element is a sign-up as in `POST /signups` and gets a result of its own, in the same order; one that is not right holds up no other.',
        tags: ['Sign-ups'],
        security: [{ apiKey: [] }],
        body: batchSchema,
        response: { 200: contract.handInAnswerSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const results = await Promise.all(request.body.signups.map(input => captureOne(ports, request.credential, input)))
      return sendJson(reply, { results })
    },
  )

  server.get(
    '/signups',
    {
      config: { apiScope: 'signups:read' },
      schema: {
        summary: 'List sign-ups in the order of their arrival',
        description:
          'Go on with `next` as `cursor`, at once or next week: you see each sign-up exactly once. An empty page means that there is nothing new yet.',
        tags: ['Sign-ups'],
        security: [{ apiKey: [] }],
        querystring: contract.apiListQuerySchema,
        response: { 200: contract.signupPageSchema, ...refusals },
      },
    },
    request => listArrivals(request.scope, request.query),
  )

  server.get(
    '/signups/:id',
    {
      config: { apiScope: 'signups:read' },
      schema: {
        summary: 'Fetch one sign-up with its consents and deliveries',
        tags: ['Sign-ups'],
        security: [{ apiKey: [] }],
        params: byId,
        response: { 200: contract.signupDetailSchema, ...refusals },
      },
    },
    request => readSignup(request.scope, request.params.id.toLowerCase()),
  )
}

async function credentialOf(ports: Ports, authorization: string | undefined): Promise<Credential> {
  const [, key] = /^Bearer (ci_live_[A-Za-z0-9_-]{20,100})$/i.exec(authorization ?? '') ?? []
  const credential = key === undefined ? undefined : await credentialsOf(ports).bySecret(key)
  if (credential?.kind !== 'api-key')
    throw new Problem('unauthenticated', 'Send a valid API key as `Authorization: Bearer ci_live_…`')
  if (credential.ended) throw new Problem('unauthenticated', 'This API key was revoked')
  return credential
}

async function captureOne(ports: Ports, credential: Credential, input: unknown): Promise<contract.IntakeAnswer> {
  const parsed = contract.plainSignupSchema.safeParse(input)
  if (!parsed.success) return invalid(input, fieldProblems(parsed.error.issues))
  try {
    const { answer }: Captured = await capturePlain(ports, credential, parsed.data)
    return answer
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid') return invalid(input, error.fields)
    throw error
  }
}

function invalid(input: unknown, fields: { path: string; message: string }[]): contract.IntakeAnswer {
  const id = contract.plainSignupSchema.shape.id.safeParse((input as { id?: unknown } | null)?.id)
  const reason = fields
    .map(field => `${field.path}: ${field.message}`)
    .join('; ')
    .slice(0, 1000)
  return { id: id.success ? id.data : null, status: 'invalid', receivedAt: null, reason }
}

/** The answers of the hot path are of one shape by their type; checking it again at run time would cost as much as parsing the request. */
function sendJson(reply: FastifyReply, body: unknown): FastifyReply {
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(body)
}
