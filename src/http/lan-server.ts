import { createServer as createHttp, type RequestListener, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createFront, type Socket } from 'node:net'
import type { Lan } from '../platform/tls/index.ts'
import { isTrustRequest, trustPages } from './trust.ts'

/** First byte of a TLS handshake; no HTTP method begins with it. */
const handshake = 0x16

/**
 * One port for everybody, for Fastify's `serverFactory`: HTTPS from anywhere and plain HTTP from this machine reach the
 * product; plain HTTP from another machine, which is a tablet that does not trust us yet, reaches the welcome page. So
 * the address on the till works however it is typed, and the dashboard stays at http://localhost without a warning.
 */
export function lanServer(lan: Lan): (handler: RequestListener) => Server {
  const welcome = trustPages(lan)
  return handler => {
    const product: RequestListener = (request, response) =>
      isTrustRequest(request) ? welcome(request, response) : handler(request, response)
    const secure = createHttps({ key: lan.key, cert: lan.cert }, product)
    const local = createHttp(product)
    const others = createHttp(welcome)
    const servers = [secure, local, others]
    for (const server of servers) server.requestTimeout = 30_000
    const front = createFront(socket => {
      socket.on('error', () => socket.destroy())
      socket.setTimeout(10_000, () => socket.destroy())
      socket.once('data', first => {
        socket.setTimeout(0)
        socket.removeAllListeners('timeout')
        socket.pause()
        socket.unshift(first)
        const server = first[0] === handshake ? secure : isLoopback(socket) ? local : others
        server.emit('connection', socket)
        process.nextTick(() => socket.resume())
      })
    })
    // What never listens itself does not look for idle or slow connections either, unless it believes it does.
    front.on('listening', () => {
      for (const server of servers) server.emit('listening')
    })
    front.on('close', () => {
      for (const server of servers) server.close()
    })
    return Object.assign(front, {
      closeIdleConnections: () => {
        for (const server of servers) server.closeIdleConnections()
      },
      closeAllConnections: () => {
        for (const server of servers) server.closeAllConnections()
      },
    }) as unknown as Server
  }
}

function isLoopback({ remoteAddress = '' }: Socket): boolean {
  return /^(::1$|(::ffff:)?127\.)/.test(remoteAddress)
}
