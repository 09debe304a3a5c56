import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { api } from '../../src/http/api.ts'
import { answerProblems } from '../../src/http/errors.ts'
import { health } from '../../src/http/health.ts'
import { kiosk } from '../../src/http/kiosk.ts'
import { publicPages } from '../../src/http/public.ts'
import type { Ports } from '../../src/platform/ports.ts'

/** The audiences through which sign-ups come in, for `inject`; without dashboard and pages. */
export async function intakeServer(ports: Ports): Promise<FastifyInstance> {
  const server = Fastify({
    bodyLimit: 256 * 1024,
    trustProxy: ports.config.trustProxy.length > 0 ? ports.config.trustProxy : false,
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  answerProblems(server, ports)
  await server.register(health, { ports })
  await server.register(kiosk, { ports, prefix: '/kiosk/api' })
  await server.register(publicPages, { ports, prefix: '/public/api' })
  await server.register(api, { ports, prefix: '/api/v1' })
  await server.ready()
  return server
}
