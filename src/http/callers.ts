import type { FastifyRequest } from 'fastify'

const loopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/

/**
 * Whether somebody at this machine asks, by a name that is this machine's: a name that a stranger's page made point here
 * (DNS rebinding) is not. Never by the forwarded address: who comes through a proxy is elsewhere.
 */
export function isAtThisMachine(request: FastifyRequest): boolean {
  // As it was sent, whatever a proxy that is trusted says of it.
  const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  return (
    loopback.test(request.socket.remoteAddress ?? '') &&
    !isForwarded(request) &&
    ['localhost', '127.0.0.1', '[::1]'].includes(name)
  )
}

/** Whether a proxy passed this on: one on this machine looks like this machine, and often puts its own name for us into Host. */
export function isForwarded({ headers }: FastifyRequest): boolean {
  return proxies.some(name => headers[name] !== undefined)
}
const proxies = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

/** Whether the browser says that a page of ours sent this. Silence is not enough: every browser in use says it. */
export function isFromOurPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin } = request.headers
  return origin !== undefined && URL.parse(origin)?.host === request.host
}
