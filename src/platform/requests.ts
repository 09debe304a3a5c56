import type { Scope } from './scope.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The account that this request acts in, set by its audience's authentication before any handler runs. */
    scope: Scope
  }
}
