import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { buildServer, type ServerOptions } from '../http/server.ts'
import type { Ports } from '../platform/ports.ts'
import type { Running } from './running.ts'

/** Listens, and tells the ports where: a free port and the public address are known only now. */
export async function startWeb(ports: Ports, options: ServerOptions = {}): Promise<Running & { port: number }> {
  const server = await buildServer(ports, options)
  await server.listen({ port: ports.config.port, host: ports.config.host })
  const { port } = server.server.address() as AddressInfo
  if (ports.config.publicUrl === undefined) ports.publicUrl = `http://localhost:${port}`
  if (ports.config.demo) ports.ownOrigins.push(`http://localhost:${port}`, `http://127.0.0.1:${port}`)
  return { port, drain: () => closeServer(server, ports) }
}

/** The requests in flight finish. Their connections would then be kept for the next one, which is not to come. */
async function closeServer(server: FastifyInstance, { clock }: Ports): Promise<void> {
  const closed = new AbortController()
  const closing = server.close().finally(() => closed.abort())
  while (!closed.signal.aborted) {
    server.server.closeIdleConnections()
    await Promise.race([closing, clock.sleep(50)])
  }
  await closing
}
