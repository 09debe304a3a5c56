import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import type { Ports } from '../../platform/ports.ts'
import '../../platform/requests.ts'
import './requests.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import { confirmEmail, requestConfirmation } from './confirmation.ts'
import * as contract from './contract.ts'
import { memberScope, readMe } from './membership.ts'
import { requestReset, resetPassword } from './passwords.ts'
import { type Furnish, register } from './registration.ts'
import { signIn, signOut, whoIsSignedIn } from './sign-in.ts'

/** For people who are not signed in: the way in. What depends on whether an address is known answers 202 and nothing. */
export const entranceRoutes: FastifyPluginAsyncZod<{ ports: Ports; furnish: Furnish }> = async (
  server,
  { ports, furnish },
) => {
  server.post('/registration', { schema: { body: contract.registrationSchema } }, async (request, reply) => {
    await register(ports, request.body, { address: request.ip, furnish })
    return reply.code(202).send()
  })
  server.post('/email-confirmation', { schema: { body: contract.confirmEmailSchema } }, async (request, reply) => {
    await confirmEmail(ports, request.body.token)
    return reply.code(204).send()
  })
  server.post(
    '/email-confirmation/request',
    { schema: { body: contract.requestConfirmationSchema } },
    async (request, reply) => {
      await requestConfirmation(ports, request.body.email, { address: request.ip })
      return reply.code(202).send()
    },
  )
  server.post('/password-reset/request', { schema: { body: contract.requestResetSchema } }, async (request, reply) => {
    await requestReset(ports, request.body.email, { address: request.ip })
    return reply.code(202).send()
  })
  server.post('/password-reset', { schema: { body: contract.resetPasswordSchema } }, async (request, reply) => {
    await resetPassword(ports, request.body, { address: request.ip })
    return reply.code(204).send()
  })
  server.post(
    '/session',
    { schema: { body: contract.signInSchema, response: { 200: contract.meSchema } } },
    async (request, reply) => {
      const { cookies } = await signIn(ports, request.body, callerOf(request))
      const cookie = cookies.map(line => line.split(';')[0]).join('; ')
      const signedIn = await whoIsSignedIn(ports, cookie, isSecure(request))
      if (!signedIn) throw new Error('A session was made and cannot be found')
      const scope = await memberScope(ports, signedIn.person.id)
      return reply.header('set-cookie', cookies).send(await readMe(scope, signedIn.person))
    },
  )
  server.delete('/session', async (request, reply) => {
    const cookies = await signOut(ports, request.headers.cookie, isSecure(request))
    return reply.header('set-cookie', cookies).code(204).send()
  })
}

/** For members. */
export const accountRoutes: FastifyPluginAsyncZod = async server => {
  server.get('/me', { schema: { response: { 200: contract.meSchema } } }, request =>
    readMe(request.scope, request.signedIn.person),
  )
  server.get('/api-keys', { schema: { response: { 200: contract.apiKeyListSchema } } }, async request => ({
    items: await listApiKeys(request.scope),
  }))
  server.post(
    '/api-keys',
    { schema: { body: contract.newApiKeySchema, response: { 201: contract.createdApiKeySchema } } },
    async (request, reply) => reply.code(201).send(await createApiKey(request.scope, request.body)),
  )
  server.delete('/api-keys/:id', { schema: { params: z.object({ id: z.uuid() }) } }, async (request, reply) => {
    await revokeApiKey(request.scope, request.params.id)
    return reply.code(204).send()
  })
}

function callerOf(request: FastifyRequest) {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '', secure: isSecure(request) }
}

function isSecure(request: FastifyRequest): boolean {
  return request.protocol === 'https'
}
