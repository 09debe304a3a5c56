import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { recentSignupsSchema } from '../domain/devices/contract.ts'
import { deviceKioskRoutes } from '../domain/devices/routes.ts'
import { handInAnswerSchema, handInSchema, maxSignupBytes } from '../domain/signups/contract.ts'
import { activeOpeningKey, handInEnvelopes, listRecent } from '../domain/signups/index.ts'
import { limitedAddress } from '../platform/limits.ts'
import type { Ports } from '../platform/ports.ts'
import { tooMany } from './errors.ts'
import { proveDevices } from './proof.ts'

/** A hundred sign-ups of the greatest size, and their frames. */
const handInBytes = 100 * maxSignupBytes + 512 * 1024

/** For tablets: each request is proven by the tablet's own key. */
export const kiosk: FastifyPluginAsyncZod<{ ports: Ports }> = async (server, { ports }) => {
  proveDevices(server, ports, request => (request.routeOptions.url ?? '').startsWith(`${server.prefix}/pairing`))

  // Who wants to be paired has a key that nobody knows: before that costs the database a row, it is counted by address.
  await server.register(rateLimit, {
    global: false,
    keyGenerator: request => limitedAddress(request.ip),
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  })

  server.get('/nonce', { config: { proof: 'none' } }, async (_request, reply) => reply.code(204).send())

  server.post(
    '/signups',
    {
      bodyLimit: handInBytes,
      config: { endedMay: true },
      schema: { body: handInSchema, response: { 200: handInAnswerSchema } },
    },
    async (request, reply) => {
      const results = await handInEnvelopes(ports, request.credential, request.body.envelopes)
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .serializer(JSON.stringify)
        .send({ results })
    },
  )

  server.get('/recent', { schema: { response: { 200: recentSignupsSchema } } }, request =>
    listRecent(request.scope, { pairingId: request.device.pairingId, storeId: request.credential.storeId }),
  )

  await server.register(deviceKioskRoutes, { ports, openingKey: activeOpeningKey })
}
