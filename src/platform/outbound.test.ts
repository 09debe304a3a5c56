import { execFile } from 'node:child_process'
import { channel } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { type Outbound, type OutboundDeps, type OutboundRequest, OutboundTrouble, openOutbound } from './outbound.ts'
import { createAuthority, issueLeaf } from './tls/authority.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

describe('what may be called', () => {
  test('a loopback address only when the operator allows it', async () => {
    const url = await serve((_request, response) => response.end('here'))
    await expect(client().request(get(url))).rejects.toMatchObject({ kind: 'refused-address', maybeDelivered: false })
    const answer = await client({ allowLoopback: true }).request(get(url))
    expect([answer.status, answer.text()]).toEqual([200, 'here'])
  })

  test('an exactly named origin, and no other port of it', async () => {
    const url = await serve((_request, response) => response.end('here'))
    const other = await serve((_request, response) => response.end('not here'))
    const outbound = client({ allow: [new URL(url).origin] })
    expect((await outbound.request(get(url))).status).toBe(200)
    await expect(outbound.request(get(other))).rejects.toMatchObject({ kind: 'refused-address' })
  })

  test.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://user:password@example.com/',
    'nonsense',
    'http://',
  ])('not %s', async url => {
    await expect(client().request(get(url))).rejects.toMatchObject({ kind: 'refused-address', maybeDelivered: false })
  })

  test('nothing while a transaction is open', async () => {
    const outbound = client({ allowLoopback: true }, { insideTransaction: () => true })
    await expect(outbound.request(get('http://127.0.0.1:1/'))).rejects.toThrow('transaction')
  })

  test('of the addresses of a name only the public ones are tried', async () => {
    const url = await serve((_request, response) => response.end('public'))
    const resolve = async () => ['10.0.0.1', '127.0.0.1', '::1', 'garbage']
    const outbound = client({}, { resolve, isPublic: address => address === '127.0.0.1' })
    const attempts = watchConnections()
    expect((await outbound.request(get(named('crm.example.com', url)))).text()).toBe('public')
    expect(attempts()).toEqual(['127.0.0.1'])
  })

  test('a name that changes to a private address is refused at the next connection', async () => {
    const url = await serve((_request, response) => response.setHeader('connection', 'close').end('ok'))
    const answers = [['127.0.0.1'], ['169.254.169.254']]
    const outbound = client(
      {},
      { resolve: async () => answers.shift() ?? [], isPublic: address => address === '127.0.0.1' },
    )
    const attempts = watchConnections()
    expect((await outbound.request(get(named('crm.example.com', url)))).status).toBe(200)
    await expect(outbound.request(get(named('crm.example.com', url)))).rejects.toMatchObject({
      kind: 'refused-address',
    })
    expect(attempts()).toEqual(['127.0.0.1'])
  })

  test('10,000 hostile addresses, by spelling and by name, lead to no connection at all', async () => {
    const attempts = watchConnections()
    let answers: string[] = []
    const outbound = client({}, { resolve: async () => answers })
    const refused: Record<string, number> = {}
    await fc.assert(
      fc.asyncProperty(hostileUrl, fc.array(hostileAddress, { maxLength: 3 }), async (url, found) => {
        answers = found
        const trouble = await troubleOf(outbound.request({ ...get(url), deadlineMs: 2_000 }))
        expect(trouble).toMatchObject({ kind: expect.stringMatching(/^(refused-address|dns)$/), maybeDelivered: false })
        refused[trouble.kind] = (refused[trouble.kind] ?? 0) + 1
      }),
      { numRuns: 10_000 },
    )
    expect(attempts()).toEqual([])
    expect(refused['refused-address']).toBeGreaterThan(5_000)
  }, 60_000)

  test('the watcher of that test does see a connection', async () => {
    const attempts = watchConnections()
    const url = await serve((_request, response) => response.end())
    await client({ allowLoopback: true }).request(get(url))
    expect(attempts()).toEqual(['127.0.0.1'])
  })
})

describe('redirects', () => {
  test('are the answer unless asked for', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/there' }).end())
    expect((await client({ allowLoopback: true }).request(get(url))).status).toBe(302)
  })

  test('are followed as far as allowed', async () => {
    const url = await serve((request, response) => {
      const step = Number(request.url?.slice(1))
      if (step === 3) response.end('arrived')
      else response.writeHead(302, { location: `/${step + 1}` }).end()
    })
    const outbound = client({ allowLoopback: true })
    const answer = await outbound.request({ ...get(`${url}0`), redirects: 3 })
    expect([answer.text(), answer.url]).toEqual(['arrived', `${url}3`])
    await expect(outbound.request({ ...get(`${url}0`), redirects: 2 })).rejects.toMatchObject({ kind: 'bad-response' })
  })

  test('never turn a POST into a GET, but repeat it on 307', async () => {
    const seen: string[] = []
    const url = await serve(async (request, response) => {
      seen.push(`${request.method} ${request.url} ${await read(request)}`)
      if (request.url === '/see-other') response.writeHead(303, { location: '/there' }).end()
      else if (request.url === '/temporary') response.writeHead(307, { location: '/there' }).end()
      else response.end()
    })
    const outbound = client({ allowLoopback: true })
    const post = { method: 'POST', body: 'x', deadlineMs: 5_000, redirects: 2 } as const
    expect((await outbound.request({ ...post, url: `${url}see-other` })).status).toBe(303)
    expect((await outbound.request({ ...post, url: `${url}temporary` })).status).toBe(200)
    expect(seen).toEqual(['POST /see-other x', 'POST /temporary x', 'POST /there x'])
  })

  test('to a private address are refused, and the first server may have acted', async () => {
    const attempts = watchConnections()
    const url = await serve((_request, response) =>
      response.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
    )
    const asked = client({ allow: [new URL(url).origin] }).request({ ...get(url), redirects: 3 })
    await expect(asked).rejects.toMatchObject({ kind: 'refused-address', maybeDelivered: true })
    expect(attempts()).toEqual(['127.0.0.1'])
  })

  test('to ftp or with a password in it are refused', async () => {
    const url = await serve((request, response) =>
      response
        .writeHead(302, { location: request.url === '/a' ? 'ftp://example.com/' : 'http://a:b@example.com/' })
        .end(),
    )
    const outbound = client({ allowLoopback: true })
    for (const path of ['a', 'b']) {
      await expect(outbound.request({ ...get(`${url}${path}`), redirects: 1 })).rejects.toMatchObject({
        kind: 'refused-address',
      })
    }
  })

  test('from an encrypted address to an unencrypted one are refused, and nothing is sent there', async () => {
    let reached = false
    const plain = await serve((_request, response) => {
      reached = true
      response.end()
    })
    const authority = await createAuthority(Date.now(), 'test')
    const server = createTlsServer(await issueLeaf(authority, Date.now(), ['localhost', '127.0.0.1']), (_, response) =>
      response.writeHead(307, { location: plain }).end(),
    )
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
    closing.push(() => server.close())
    // A certificate authority of one's own is known to a process from its beginning only.
    const folder = mkdtempSync(join(tmpdir(), 'customerinfo-outbound-'))
    closing.push(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'ca.pem'), authority.cert)
    const { port } = server.address() as AddressInfo
    const script = `import { openOutbound } from './outbound.ts'
      const outbound = openOutbound({ allowLoopback: true }, { insideTransaction: () => false })
      const ask = redirects => outbound
        .request({ method: 'POST', url: 'https://127.0.0.1:${port}/', deadlineMs: 5000, redirects })
        .then(({ status }) => status, ({ kind, message, maybeDelivered }) => ({ kind, message, maybeDelivered }))
      process.stdout.write(JSON.stringify([await ask(0), await ask(1)]))
      await outbound.close()`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
    })
    const message = 'The address redirects to an unencrypted one'
    expect(JSON.parse(stdout)).toEqual([307, { kind: 'refused-address', message, maybeDelivered: true }])
    expect(reached).toBe(false)
  })

  test('to another origin leave the keys behind', async () => {
    let seen: IncomingMessage['headers'] = {}
    const there = await serve((request, response) => {
      seen = request.headers
      response.end()
    })
    const url = await serve((_request, response) => response.writeHead(302, { location: there }).end())
    const headers = { Authorization: 'Bearer x', 'X-Api-Key': 'y', Cookie: 'z', Accept: 'application/json' }
    await client({ allowLoopback: true }).request({ ...get(url), headers, redirects: 1 })
    expect(seen.accept).toBe('application/json')
    expect([seen.authorization, seen['x-api-key'], seen.cookie]).toEqual([undefined, undefined, undefined])
  })
})

describe('servers that misbehave', () => {
  test('an answer over the limit is broken off', async () => {
    let sent = 0
    const url = await serve((_request, response) => {
      const endless = new Readable({
        read() {
          sent += 65_536
          this.push(Buffer.alloc(65_536, 97))
        },
      })
      response.on('close', () => endless.destroy())
      endless.pipe(response)
    })
    const asked = client({ allowLoopback: true }).request({ ...get(url), deadlineMs: 20_000 })
    await expect(asked).rejects.toMatchObject({ kind: 'too-large', maybeDelivered: true })
    expect(sent).toBeLessThan(20_000_000)
  })

  test('a small answer that unpacks into a huge one is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const url = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    await expect(client({ allowLoopback: true }).request(get(url))).rejects.toMatchObject({ kind: 'too-large' })
  })

  test('a packed answer is unpacked; one that is not what it says is refused', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/good') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'))
      else if (request.url === '/odd') response.writeHead(200, { 'content-encoding': 'zstd' }).end('?')
      else response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip')
    })
    const outbound = client({ allowLoopback: true })
    expect((await outbound.request(get(`${url}good`))).json()).toEqual({ a: 1 })
    for (const path of ['odd', 'bad']) {
      await expect(outbound.request(get(url + path))).rejects.toMatchObject({ kind: 'bad-response' })
    }
  })

  test('an answer that trickles ends at the deadline', async () => {
    const url = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 10)
      response.on('close', () => clearInterval(timer))
    })
    const asked = client({ allowLoopback: true }).request({ ...get(url), deadlineMs: 150 })
    await expect(asked).rejects.toMatchObject({ kind: 'timeout', maybeDelivered: true })
  })

  test('a server that never answers ends at the deadline, and was asked once', async () => {
    let asked = 0
    const url = await serve(() => {
      asked += 1
    })
    const call = client({ allowLoopback: true }).request({ ...get(url), method: 'POST', body: '{}', deadlineMs: 150 })
    await expect(call).rejects.toMatchObject({ kind: 'timeout', maybeDelivered: true })
    expect(asked).toBe(1)
  })

  test('name servers that hang end at the deadline, and nothing was sent', async () => {
    const outbound = client({}, { resolve: () => new Promise(() => {}) })
    const asked = outbound.request({ ...get('http://crm.example.com/'), deadlineMs: 100 })
    await expect(asked).rejects.toMatchObject({ kind: 'timeout', maybeDelivered: false })
    const late = outbound.request({ ...get('http://crm.example.com/'), deadlineMs: 0 })
    await expect(late).rejects.toMatchObject({ kind: 'timeout', maybeDelivered: false })
  })

  test('name servers that fail, names that do not exist', async () => {
    const failing = client({}, { resolve: () => Promise.reject(new Error('SERVFAIL')) })
    await expect(failing.request(get('http://crm.example.com/'))).rejects.toMatchObject({ kind: 'dns' })
    const empty = client({}, { resolve: async () => [] })
    await expect(empty.request(get('http://crm.example.com/'))).rejects.toMatchObject({ kind: 'dns' })
  })

  test('a closed port was surely not reached', async () => {
    const url = await serve((_request, response) => response.end())
    await closing.pop()?.()
    await expect(client({ allowLoopback: true }).request(get(url))).rejects.toMatchObject({
      kind: 'connect',
      maybeDelivered: false,
    })
  })

  test('a connection that breaks after the request may have been acted on, and is not tried again', async () => {
    let asked = 0
    const url = await serve(request => {
      asked += 1
      request.socket.destroy()
    })
    await expect(client({ allowLoopback: true }).request(get(url))).rejects.toMatchObject({
      kind: 'reset',
      maybeDelivered: true,
    })
    expect(asked).toBe(1)
  })

  test('what is not HTTP is a bad response; what does not speak TLS is known before anything is sent', async () => {
    const url = await serveRaw(socket => void socket.on('data', () => socket.end('hello\r\n\r\n')))
    const outbound = client({ allowLoopback: true })
    await expect(outbound.request(get(url))).rejects.toMatchObject({ kind: 'bad-response', maybeDelivered: true })
    const secure = url.replace('http:', 'https:')
    await expect(outbound.request(get(secure))).rejects.toMatchObject({ kind: 'tls', maybeDelivered: false })
  })

  test('a key with a line break is refused before anything is sent', async () => {
    const url = await serve((_request, response) => response.end())
    const asked = client({ allowLoopback: true }).request({ ...get(url), headers: { 'x-api-key': 'a\r\nb: c' } })
    await expect(asked).rejects.toMatchObject({ kind: 'bad-request', maybeDelivered: false })
  })

  test('an answer that should be JSON and is not says so when it is read', async () => {
    const url = await serve((_request, response) => response.setHeader('set-cookie', ['a=1', 'b=2']).end('<html>'))
    const answer = await client({ allowLoopback: true }).request(get(url))
    expect(() => answer.json()).toThrow(OutboundTrouble)
    expect(answer.headers['set-cookie']).toBe('a=1, b=2')
  })
})

const get = (url: string): OutboundRequest => ({ method: 'GET', url, deadlineMs: 5_000 })

function client(
  options: { allowLoopback?: boolean; allow?: string[] } = {},
  deps: Partial<OutboundDeps> = {},
): Outbound {
  const outbound = openOutbound({ allowLoopback: false, ...options }, { insideTransaction: () => false, ...deps })
  closing.push(() => outbound.close())
  return outbound
}

/** The trouble that a call ends in; fails when it does not. */
async function troubleOf(call: Promise<unknown>): Promise<OutboundTrouble> {
  const end = await call.catch((error: unknown) => error)
  if (end instanceof OutboundTrouble) return end
  throw new Error('The call should have ended in trouble', { cause: end })
}

function named(hostname: string, url: string): string {
  return `http://${hostname}:${new URL(url).port}/`
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/** An HTTP server on loopback; gives its address with a slash at the end. */
function serve(listener: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void listener(request, response))
  return listen(server, () => server.closeAllConnections())
}

function serveRaw(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  })
  return listen(server, () => {
    for (const socket of sockets) socket.destroy()
  })
}

async function listen(server: Server, cut: () => void): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(
    () =>
      new Promise(resolve => {
        server.close(resolve)
        cut()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** Every address that this process begins to connect to, seen by the runtime itself. */
function watchConnections(): () => string[] {
  const seen: string[] = []
  const onSocket = (message: unknown) => {
    const { socket } = message as { socket: Socket }
    socket.on('connectionAttempt', address => seen.push(address))
  }
  const sockets = channel('net.client.socket')
  sockets.subscribe(onSocket)
  closing.push(() => sockets.unsubscribe(onSocket))
  return () => seen
}

const octet = fc.integer({ min: 0, max: 255 })
const closedV4 = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127, 224, 239, 240, 255), octet, octet, octet),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
  fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
  fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
  fc.tuple(fc.constant(198), fc.constantFrom(18, 19), octet, octet),
  fc.constantFrom<[number, number, number, number][]>(
    [169, 254, 169, 254],
    [168, 63, 129, 16],
    [100, 100, 100, 200],
    [192, 0, 2, 1],
    [192, 88, 99, 1],
    [198, 51, 100, 7],
    [203, 0, 113, 9],
  ),
)
const hex4 = (high: number, low: number) => ((high << 8) | low).toString(16)
const closedV6 = fc.oneof(
  closedV4.map(([a, b, c, d]) => `::ffff:${a}.${b}.${c}.${d}`),
  closedV4.map(([a, b, c, d]) => `64:ff9b::${hex4(a, b)}:${hex4(c, d)}`),
  closedV4.map(([a, b, c, d]) => `2002:${hex4(a, b)}:${hex4(c, d)}::1`),
  closedV4.map(([a, b, c, d]) => `::${hex4(a, b)}:${hex4(c, d)}`),
  fc.constantFrom('::', '::1', 'fd00:ec2::254', 'fe80::1', 'fec0::1', 'fc00::1', 'ff02::1', '2001:db8::1', '3fff::1'),
  fc.constantFrom('2001::1', '100::1', '5f00::1', '64:ff9b:1::1', '2001:2::1', '2001:20::1', '2620:4f:8000::1'),
  fc.constantFrom('4000::1', '8000::1', 'e000::1', '::ffff:0:127.0.0.1'),
)
const hostileAddress = fc.oneof(
  closedV4.map(parts => parts.join('.')),
  closedV6,
)
const spelledV4 = fc
  .tuple(closedV4, fc.constantFrom('plain', 'decimal', 'hex', 'octal', 'mixed', 'short', 'dotted', 'wide', 'percent'))
  .map(([[a, b, c, d], spelling]) => {
    const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
    const spelled: Record<string, string> = {
      plain: `${a}.${b}.${c}.${d}`,
      decimal: String(number),
      hex: `0x${number.toString(16)}`,
      octal: `0${a.toString(8)}.0${b.toString(8)}.0${c.toString(8)}.0${d.toString(8)}`,
      mixed: `0x${a.toString(16)}.${b}.0${c.toString(8)}.${d}`,
      short: `${a}.${((b << 16) | (c << 8) | d) >>> 0}`,
      dotted: `${a}.${b}.${c}.${d}.`,
      wide: Array.from(`${a}.${b}.${c}.${d}`)
        .map(sign => (sign === '.' ? '。' : String.fromCharCode(sign.charCodeAt(0) + 0xfee0)))
        .join(''),
      percent: `${a}%2e${b}%2e${c}%2e${d}`,
    }
    return spelled[spelling] ?? ''
  })
const hostileUrl = fc
  .tuple(
    fc.constantFrom('http', 'https', 'HTTP'),
    fc.oneof(
      spelledV4,
      closedV6.map(address => `[${address}]`),
      fc.constantFrom('localhost', 'crm.example.com', 'metadata.google.internal', 'a.localhost', 'LOCALHOST.'),
    ),
    fc.constantFrom('', ':80', ':8080', ':443', ':5432'),
    fc.constantFrom('/', '/latest/meta-data/', '/?a=b', ''),
  )
  .map(([scheme, host, port, path]) => `${scheme}://${host}${port}${path}`)
