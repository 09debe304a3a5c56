import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Config } from '../platform/config.ts'
import type { Ports } from '../platform/ports.ts'
import { answerProblems } from './errors.ts'
import { staticPages } from './static.ts'

const folder = mkdtempSync(join(tmpdir(), 'customerinfo-pages-'))
const servers: FastifyInstance[] = []
let server: FastifyInstance

beforeAll(async () => {
  const files = {
    'dashboard/index.html': '<p>dashboard',
    'dashboard/assets/main-Abc_123x.js': 'let a',
    'dashboard/.env': 'no',
    'kiosk/index.html': '<p>kiosk',
    'kiosk/sw.js': 'self',
    'site/index.html': '<p>phone',
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  writeFileSync(join(folder, 'dashboard/assets/main-Abc_123x.js.br'), brotliCompressSync('let a'))
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  server = await serve(folder)
})
afterAll(async () => {
  for (const each of servers) await each.close()
  rmSync(folder, { recursive: true })
})

async function serve(from: string, publicUrl = 'http://localhost:4180'): Promise<FastifyInstance> {
  const app = Fastify()
  servers.push(app)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  const ports = { config: { publicUrl } as Config } as Ports
  answerProblems(app, ports)
  await app.register(staticPages, { ports, folder: from })
  return app
}
const get = (url: string, headers = {}) => server.inject({ url, headers })

test('the front door leads to the dashboard', async () => {
  const answer = await get('/')
  expect([answer.statusCode, answer.headers.location]).toEqual([302, '/dashboard'])
})

test.each([
  ['/dashboard', '<p>dashboard'],
  ['/dashboard/signups/0198f0c0', '<p>dashboard'],
  ['/kiosk', '<p>kiosk'],
  ['/kiosk/', '<p>kiosk'],
  ['/f/Zm9ybQ', '<p>phone'],
])('%s is a page, never kept without asking', async (url, body) => {
  const answer = await get(url)
  expect([answer.statusCode, answer.body]).toEqual([200, body])
  expect(answer.headers['content-type']).toContain('text/html')
  expect(answer.headers['cache-control']).toBe('no-cache')
})

test('what has a hash in its name is kept for ever, and sent compressed where it is', async () => {
  const url = '/dashboard/assets/main-Abc_123x.js'
  const plain = await get(url)
  expect([plain.body, plain.headers['cache-control']]).toEqual(['let a', 'public, max-age=31536000, immutable'])
  expect((await get(url, { 'accept-encoding': 'br' })).headers['content-encoding']).toBe('br')
})

test('the kiosk’s worker may hold all of the kiosk, and is asked for anew each time', async () => {
  const { headers } = await get('/kiosk/sw.js')
  expect([headers['service-worker-allowed'], headers['cache-control']]).toEqual(['/kiosk', 'no-cache'])
})

test.each([
  '/dashboard/assets/gone.js',
  '/dashboard/..%2fsecret.txt',
  '/dashboard/%2e%2e/secret.txt',
  '/dashboard/.env',
  '/kiosk/api/unknown',
  '/site/',
  '/elsewhere',
])('%s is nothing', async url => {
  expect((await get(url)).statusCode).toBe(404)
})

test('a page runs what is ours and nothing else, and nobody frames it', async () => {
  const { headers } = await get('/dashboard')
  const policy = String(headers['content-security-policy'])
  for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]) {
    expect(policy).toContain(rule)
  }
  expect(policy).not.toContain('unsafe')
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  expect(headers['strict-transport-security']).toBeUndefined()
  const secure = await serve(folder, 'https://shop.example.com')
  expect((await secure.inject('/kiosk')).headers['strict-transport-security']).toContain('max-age=31536000')
})

test('before the pages are built, the answer says how to build them', async () => {
  const bare = await serve(join(folder, 'nowhere'))
  const answer = await bare.inject('/dashboard/')
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([503, 'no-store'])
  expect(answer.body).toContain('bin/build-web')
})
