import type { Server as HttpServer, RequestListener } from 'node:http'
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { uuidv7 } from '../platform/ids.ts'
import type { Ports } from '../platform/ports.ts'
import { api } from './api.ts'
import { dashboard } from './dashboard.ts'
import { demo } from './demo.ts'
import { answerProblems } from './errors.ts'
import { health } from './health.ts'
import { kiosk } from './kiosk.ts'
import { publicPages } from './public.ts'
import { staticPages } from './static.ts'

export type ServerOptions = {
  serverFactory?: (handler: RequestListener) => HttpServer
  /** Hears of every route that there is: the tests of tenancy take their list from here. */
  onRoute?: (route: RouteOptions) => void
}

/** The whole of HTTP: one scope for each audience, each with its own way of knowing who asks. */
export async function buildServer(ports: Ports, options: ServerOptions = {}): Promise<FastifyInstance> {
  const server = bare(ports, options)
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  if (options.onRoute) server.addHook('onRoute', options.onRoute)
  answerProblems(server, ports)
  await server.register(health, { ports })
  await server.register(kiosk, { ports, prefix: '/kiosk/api' })
  await server.register(publicPages, { ports, prefix: '/public/api' })
  await server.register(dashboard, { ports, prefix: '/dashboard/api' })
  await server.register(api, { ports, prefix: '/api/v1' })
  if (ports.config.demo) await server.register(demo, { ports })
  await server.register(staticPages, { ports })
  return server
}

function bare(ports: Ports, { serverFactory }: ServerOptions) {
  return Fastify({
    logger: false,
    ...(serverFactory ? { serverFactory } : {}),
    // Read before anybody is known, on many routes: what takes batches has a limit of its own.
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    trustProxy: ports.config.trustProxy.length > 0 ? ports.config.trustProxy : false,
    genReqId: () => uuidv7(ports.clock),
    // Handlers in flight at SIGTERM finish; keep-alive connections that idle are let go.
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>()
}
