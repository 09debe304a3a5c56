import type { FastifyRequest } from 'fastify'

const loopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/

/**
 * Whether somebody at this machine asks, by a name that is this machine's: a name that a stranger's page made point here
 * (DNS rebinding) is not. Never by the forwarded address: who comes through a proxy is elsewhere.
 */
export function isAtThisMachine(request: FastifyRequest): boolean {
  const name = request.hostname.toLowerCase()
  return (
    loopback.test(request.socket.remoteAddress ?? '') &&
    request.headers['x-forwarded-for'] === undefined &&
    ['localhost', '127.0.0.1', '[::1]', '::1'].includes(name)
  )
}

/** Whether the browser says that a page of ours sent this. Silence is not enough: every browser in use says it. */
export function isFromOurPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin } = request.headers
  return origin !== undefined && URL.parse(origin)?.host === request.host
}
