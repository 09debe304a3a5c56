import { mkdtempSync, rmSync } from 'node:fs'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { type Lan, openLan } from '../platform/tls/index.ts'
import { lanServer } from './lan-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'customerinfo-lan-'))
let lan: Lan
let server: FastifyInstance
let port = 0

beforeAll(async () => {
  lan = await openLan(folder, systemClock)
  server = await listen()
  port = portOf(server)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

it('serves the product over HTTPS to whoever trusts the authority', async () => {
  const answer = await get(`https://localhost:${port}/healthz`)
  expect(answer.body).toBe('https 127.0.0.1')
})

it('serves the product over plain HTTP to this machine', async () => {
  expect((await get(`http://127.0.0.1:${port}/healthz`)).body).toBe('http 127.0.0.1')
})

it('shows the page about trust on every way in', async () => {
  for (const scheme of ['http', 'https']) {
    const { status, headers, body } = await get(`${scheme}://localhost:${port}/trust`)
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(body).toContain(`https://${lan.host.includes(':') ? `[${lan.host}]` : lan.host}:${port}/kiosk`)
    expect(body).toContain(lan.authority.name)
    expect(body).toContain(lan.authority.fingerprint)
  }
})

it('opens the steps of the system that asks, and keeps the name by which it was asked', async () => {
  const name = lan.names.names[0] ?? ''
  const android = await get(`http://127.0.0.1:${port}/trust`, {
    'user-agent': 'Mozilla/5.0 (Linux; Android 14)',
    host: `${name}:${port}`,
  })
  expect(android.body).toMatch(/<details class="card untrusted" open>\s*<summary><h2>Android/)
  expect(android.body).toContain(`https://${name}:${port}/kiosk`)
  const ipad = await get(`http://127.0.0.1:${port}/trust`, { host: `"><script>:${port}` })
  expect(ipad.body).toMatch(/<details class="card untrusted" open>\s*<summary><h2>iPad/)
  expect(ipad.body).not.toContain('"><script>')
})

it('hands out the certificate for Android and the profile for iPad', async () => {
  const certificate = await get(`http://127.0.0.1:${port}/ca.crt`)
  expect(certificate.headers['content-type']).toBe('application/x-x509-ca-cert')
  expect(certificate.bytes).toEqual(lan.authority.der)
  const profile = await get(`http://127.0.0.1:${port}/ca.mobileconfig`)
  expect(profile.headers['content-type']).toBe('application/x-apple-aspen-config')
  expect(profile.body).toContain(lan.authority.der.toString('base64'))
  expect(profile.body).toContain('com.apple.security.root')
  const again = await get(`http://127.0.0.1:${port}/ca.mobileconfig`)
  expect(again.body).toBe(profile.body)
})

/** A caller counts as another machine when it comes by an address that is not loopback. */
const own = await openLan(folder, systemClock)
it.runIf(own.names.addresses.length > 0)('sends plain HTTP from elsewhere to the page about trust', async () => {
  const host = own.host.includes(':') ? `[${own.host}]` : own.host
  const { status, headers } = await get(`http://${host}:${port}/kiosk`)
  expect(status).toBe(302)
  expect(headers.location).toBe('/trust')
  expect((await get(`https://${host}:${port}/healthz`)).body).toContain('https ')
})

it('writes addresses of the new kind as addresses', async () => {
  const names = { addresses: ['2001:db8::7'], names: ['till.local', 'localhost'] }
  const another = await listen(await openLan(join(folder, 'new'), systemClock, names))
  const place = `[2001:db8::7]:${portOf(another)}`
  const { body } = await get(`http://127.0.0.1:${portOf(another)}/trust?from=code`, { host: place })
  expect(body).toContain(`https://${place}/kiosk`)
  const byName = await get(`http://127.0.0.1:${portOf(another)}/trust`)
  expect(byName.body).toContain(`https://till.local:${portOf(another)}/kiosk`)
  another.server.closeAllConnections()
  await another.close()
})

it('survives callers that say nothing sensible', async () => {
  const socket = connect(port, '127.0.0.1')
  const closed = new Promise(resolve => socket.on('close', resolve))
  socket.on('error', () => {}).write(Buffer.from([0x16, 0x03, 0x01, 0xff, 0xff, 0x00]))
  socket.resetAndDestroy()
  await closed
  expect((await get(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
})

it('closes although somebody keeps an idle connection', async () => {
  const another = await listen()
  const agent = new HttpAgent({ keepAlive: true })
  await get(`http://127.0.0.1:${portOf(another)}/healthz`, {}, agent)
  await expect(another.close()).resolves.toBeUndefined()
  agent.destroy()
})

async function listen(as = lan): Promise<FastifyInstance> {
  const made = Fastify({ serverFactory: lanServer(as), forceCloseConnections: 'idle' }) as unknown as FastifyInstance
  made.get('/healthz', request => `${request.protocol} ${request.ip.replace('::ffff:', '')}`)
  await made.listen({ port: 0, host: '0.0.0.0' })
  return made
}

function portOf(listening: FastifyInstance): number {
  return (listening.server.address() as AddressInfo).port
}

type Answer = { status: number | undefined; headers: IncomingMessage['headers']; body: string; bytes: Buffer }

function get(url: string, headers: Record<string, string> = {}, agent?: HttpAgent): Promise<Answer> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest
  const ca = `-----BEGIN CERTIFICATE-----\n${lan.authority.der.toString('base64')}\n-----END CERTIFICATE-----\n`
  return new Promise((resolve, reject) => {
    const options = { headers, ca, family: 4, ...(agent ? { agent } : { agent: false as const }) }
    request(url, options, answer => {
      answer.toArray().then(chunks => {
        const bytes = Buffer.concat(chunks)
        resolve({ status: answer.statusCode, headers: answer.headers, body: bytes.toString(), bytes })
      }, reject)
    })
      .on('error', reject)
      .end()
  })
}
