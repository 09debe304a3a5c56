import type { ServerOptions } from '../http/server.ts'
import type { Ports } from '../platform/ports.ts'
import { startScheduler } from './scheduler.ts'
import { startWeb } from './web.ts'
import { startWorker } from './worker.ts'

export type Running = {
  /** Takes no new work, finishes what is in flight or gives it back; resolves when all is quiet. */
  drain(): Promise<void>
}

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
