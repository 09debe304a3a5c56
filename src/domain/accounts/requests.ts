import type { SignedIn } from './sign-in.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The person whose session cookie came along; set by src/http/dashboard.ts. */
    signedIn: SignedIn
  }
}
