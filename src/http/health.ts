import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { collectDefaultMetrics } from 'prom-client'
import { intakeOf } from '../domain/signups/index.ts'
import { Problem } from '../platform/errors.ts'
import { sha256 } from '../platform/ids.ts'
import { readMigrations } from '../platform/migrate.ts'
import type { Ports } from '../platform/ports.ts'
import { isForwarded } from './callers.ts'

/** For those who watch over the process: alive, ready, and what it counts. */
export const health: FastifyPluginAsyncZod<{ ports: Ports }> = async (server, { ports }) => {
  if (!ports.metrics.getSingleMetric('process_cpu_seconds_total')) collectDefaultMetrics({ register: ports.metrics })
  const isSchemaCurrent = checkSchema(ports)

  server.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'alive' }))

  server.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    if (intakeOf(ports).overloaded()) throw new Problem('unavailable', 'Too many sign-ups wait for the database')
    if (!(await isSchemaCurrent()))
      throw new Problem('unavailable', 'The database is not at the schema of this release')
    return { status: 'ready' }
  })

  server.get('/metrics', async (request, reply) => {
    if (!mayRead(ports, request)) throw new Problem('not-found')
    return reply.header('content-type', ports.metrics.contentType).send(await ports.metrics.metrics())
  })
}

/** With a token, by the token alone; without one, from this machine alone, and not through a proxy on it. */
function mayRead(ports: Ports, request: FastifyRequest): boolean {
  const { metricsToken } = ports.config
  if (metricsToken !== undefined) {
    return timingSafeEqual(sha256(request.headers.authorization ?? ''), sha256(`Bearer ${metricsToken}`))
  }
  return !isForwarded(request) && /^(::1$|(::ffff:)?127\.)/.test(request.ip)
}

/** Asks the database each time whether it answers, and its schema until it is the one that this code was made for. */
function checkSchema(ports: Ports): () => Promise<boolean> {
  const wanted = readMigrations().map(migration => migration.name)
  let isCurrent = false
  return async () => {
    const client = await ports.db.pool.connect().catch(cause => {
      throw new Problem('unavailable', 'The database does not answer', { cause })
    })
    try {
      if (isCurrent) {
        await client.query('select')
        client.release()
        return true
      }
      await client.query('begin')
      // The application's role has no business with the list of migrations; the login that made it has.
      await client.query('set local role none')
      const { rows } = await client.query<{ name: string }>('select name from public.migrations')
      await client.query('commit')
      // A newer release may have been here: its schema still carries this code.
      isCurrent = wanted.every(name => rows.some(row => row.name === name))
      client.release()
      return isCurrent
    } catch (cause) {
      client.release(true)
      throw new Problem('unavailable', 'The database does not answer', { cause })
    }
  }
}
