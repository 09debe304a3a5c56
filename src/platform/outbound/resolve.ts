import { Resolver } from 'node:dns/promises'

/** All addresses of a name; an empty list when it has none; throws when the name servers do not answer. */
export type Resolve = (hostname: string) => Promise<string[]>

/**
 * Asks the name servers directly instead of the system's `getaddrinfo`, which would occupy one of the few threads that
 * also open sealed sign-ups: a retailer's slow name server must not slow everybody's intake. Consequence: /etc/hosts is
 * not read; "localhost" is known by itself (RFC 6761). `servers`: "address:port" of name servers instead of the system's.
 */
export function systemResolve(servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  if (servers) resolver.setServers(servers)
  return async hostname => {
    if (/(^|\.)localhost\.?$/i.test(hostname)) return ['127.0.0.1', '::1']
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const found = [v4, v6].flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
    const failed = [v4, v6].find(answer => answer.status === 'rejected' && !saysNothingThere(answer.reason))
    if (found.length === 0 && failed?.status === 'rejected') throw failed.reason
    return found
  }
}

function saysNothingThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENODATA' || error.code === 'ENOTFOUND')
}
