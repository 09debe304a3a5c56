import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { storefrontSchema } from '../domain/forms/contract.ts'
import { storefront } from '../domain/forms/index.ts'
import { intakeAnswerSchema, maxSignupBytes, shopperSignupSchema } from '../domain/signups/contract.ts'
import { type Credential, capturePlain, credentialsOf } from '../domain/signups/index.ts'
import { Problem } from '../platform/errors.ts'
import { limitedAddress } from '../platform/limits.ts'
import type { Ports } from '../platform/ports.ts'
import { accountScope } from '../platform/scope.ts'
import { tooMany } from './errors.ts'

const perMinute = 60_000
/** A shop's own wifi is one address for all its shoppers: enough for a queue of them, little for a script. */
const openingsOfAddress = { max: 300, timeWindow: perMinute }
const signupsOfAddress = { max: 60, timeWindow: perMinute }
/** A poster on television: whatever one store's form can sensibly bring through one process. */
const signupsOfForm = { max: 6000, timeWindow: perMinute }

const byToken = z.object({ token: z.string().check(z.maxLength(100)) })

/** The same form on the shopper's own phone: open to whoever has the address on the poster. */
export const publicPages: FastifyPluginAsyncZod<{ ports: Ports }> = async (server, { ports }) => {
  await server.register(rateLimit, {
    ...openingsOfAddress,
    keyGenerator: request => limitedAddress(request.ip),
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  })
  server.removeContentTypeParser('text/plain')
  const spendOfForm = server.createRateLimit({
    ...signupsOfForm,
    keyGenerator: request => `form ${(request.params as { token: string }).token}`,
  })

  server.get(
    '/storefronts/:token',
    { schema: { params: byToken, response: { 200: storefrontSchema } } },
    async (request, reply) => {
      const { accountId, storeId } = await formOf(ports, request.params.token)
      reply.header('cache-control', 'no-store')
      return accountScope(ports, accountId, { kind: 'system', id: 'phone-form' }).tx(tx => storefront(tx, storeId))
    },
  )

  server.post(
    '/storefronts/:token/signups',
    {
      bodyLimit: maxSignupBytes,
      config: { rateLimit: signupsOfAddress },
      schema: {
        params: byToken,
        body: shopperSignupSchema,
        response: { 200: intakeAnswerSchema, 201: intakeAnswerSchema },
      },
    },
    async (request, reply) => {
      const form = await formOf(ports, request.params.token)
      const spent = await spendOfForm(request)
      if (!spent.isAllowed && spent.isExceeded) throw tooMany(spent.ttl)
      const { answer, isNew } = await capturePlain(ports, form, request.body)
      if (answer.status === 'conflict') throw new Problem('conflict', answer.reason ?? undefined)
      return reply
        .code(isNew ? 201 : 200)
        .header('cache-control', 'no-store')
        .send(answer)
    },
  )
}

async function formOf(ports: Ports, token: string): Promise<Credential & { storeId: string }> {
  const credential = await credentialsOf(ports).bySecret(token)
  if (credential?.kind !== 'phone-form' || credential.storeId === null) throw new Problem('not-found')
  if (credential.ended) throw new Problem('gone', 'This form is closed')
  return { ...credential, storeId: credential.storeId }
}
