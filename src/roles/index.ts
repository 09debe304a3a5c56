import type { ServerOptions } from '../http/server.ts'
import type { Ports } from '../platform/ports.ts'
import type { Running } from './running.ts'
import { startScheduler } from './scheduler.ts'
import { startWeb } from './web.ts'
import { startWorker } from './worker.ts'

/**
 * Starts the roles that the configuration names, all in this process. `port` is where web listens, undefined without it.
 * The worker drains before web: what it delivers last is still seen by those who watch.
 */
export async function startRoles(
  ports: Ports,
  options: ServerOptions = {},
): Promise<Running & { port: number | undefined }> {
  const roles = new Set(ports.config.roles)
  const web = roles.has('web') ? await startWeb(ports, options) : undefined
  const rest = [
    ...(roles.has('worker') ? [await startWorker(ports)] : []),
    ...(roles.has('scheduler') ? [await startScheduler(ports)] : []),
  ]
  return {
    port: web?.port,
    async drain() {
      await Promise.all(rest.map(role => role.drain()))
      await web?.drain()
    },
  }
}
