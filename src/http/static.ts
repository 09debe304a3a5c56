import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { Problem } from '../platform/errors.ts'
import type { Ports } from '../platform/ports.ts'

type App = 'dashboard' | 'kiosk' | 'site'
const built = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/** The pages: what Vite built, with headers that let them do what they need and nothing else. */
export const staticPages: FastifyPluginAsyncZod<{ ports: Ports; folder?: string }> = async (
  server,
  { ports, folder = built },
) => {
  await server.register(fastifyStatic, {
    root: folder,
    serve: false,
    suppressWarning: true,
    preCompressed: true,
  })
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(pageHeaders)
    // Not in a shop's own network: there plain HTTP stays the way to the page about trust, and to the dashboard.
    if (ports.config.publicUrl?.startsWith('https://') && !ports.config.lan) {
      reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    }
  })

  const page = (reply: FastifyReply, app: App) => {
    if (!existsSync(join(folder, app, 'index.html'))) return sendNotBuilt(reply, app)
    return sendBuilt(reply, folder, app, 'index.html')
  }
  const rest = { params: z.object({ '*': z.string() }) }

  server.get('/', (_request, reply) => reply.redirect('/dashboard', 302))
  for (const app of ['dashboard', 'kiosk'] as const) {
    server.get(`/${app}`, (_request, reply) => page(reply, app))
    server.get(`/${app}/*`, { schema: rest }, (request, reply) => {
      const path = request.params['*']
      if (path.startsWith('api/')) throw new Problem('not-found')
      // A route of the app in the browser has no dot; a file that is not there must not answer with a page.
      return isFile(path) ? sendBuilt(reply, folder, app, path) : page(reply, app)
    })
  }
  server.get('/f/:token', { schema: { params: z.object({ token: z.string() }) } }, (_request, reply) =>
    page(reply, 'site'),
  )
  server.get('/site/*', { schema: rest }, (request, reply) => sendBuilt(reply, folder, 'site', request.params['*']))
}

const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // The camera reads the code of a tablet that wants to be paired; the wake lock keeps a kiosk's screen on.
  'permissions-policy':
    'camera=(self), screen-wake-lock=(self), fullscreen=(self), geolocation=(), microphone=(), payment=(), usb=()',
}

/** Vite puts a hash of the content into the names of what stands in assets/. */
const hashed = /^assets\/.+-[\w-]{8,}\.\w+$/

function isFile(path: string): boolean {
  return /\.[a-z0-9]+$/i.test(path)
}

function sendBuilt(reply: FastifyReply, folder: string, app: App, path: string): FastifyReply {
  const root = join(folder, app)
  if (!existsSync(join(root, path)) || path.split('/').some(part => part === '..' || part === '')) {
    throw new Problem('not-found')
  }
  reply.header('cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (app === 'kiosk' && path === 'sw.js') reply.header('service-worker-allowed', '/kiosk')
  return reply.sendFile(path, root, { cacheControl: false, dotfiles: 'ignore' })
}

function sendNotBuilt(reply: FastifyReply, app: App): FastifyReply {
  return reply
    .code(503)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not built yet</title></head><body><h1>This page is not built yet</h1><p>web/dist/${app} is missing. <code>npm start</code> builds it; so does <code>bin/build-web</code>.</p></body></html>`,
    )
}
