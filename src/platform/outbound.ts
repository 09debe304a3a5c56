import { Agent } from 'undici'
import { isLoopbackAddress, isPublicAddress } from './outbound/addresses.ts'
import { guardedConnector } from './outbound/connect.ts'
import { exchange, type Received } from './outbound/exchange.ts'
import { type Resolve, systemResolve } from './outbound/resolve.ts'
import { OutboundTrouble } from './outbound/trouble.ts'

export { OutboundTrouble, type TroubleKind } from './outbound/trouble.ts'

export type OutboundRequest = {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** http or https, without user and password in it. */
  url: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Milliseconds for the whole call: name, connection, redirects and the last byte of the answer. */
  deadlineMs: number
  /** Largest answer, after unpacking. Default 1 MiB. */
  maxBytes?: number
  /**
   * How many redirects are followed, at most 3; by default none, and the 3xx is the answer. 301, 302 and 303 are followed
   * for GET and HEAD only: turning a POST into a GET, as browsers do, would lose what was posted and look like success.
   */
  redirects?: 0 | 1 | 2 | 3
}

export type OutboundResponse = {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  /** Where the answer came from in the end. */
  url: string
  text(): string
  /** Throws `OutboundTrouble('bad-response')` when the body is not JSON. */
  json(): unknown
}

/** The one way out: whatever address a member may have typed is called through this and nothing else. */
export type Outbound = {
  /** Any complete HTTP answer is returned, whatever its status; everything else is thrown as `OutboundTrouble`. Never retries. */
  request(request: OutboundRequest): Promise<OutboundResponse>
  /** Breaks off what is under way and closes idle connections. */
  close(): Promise<void>
}

export type OutboundOptions = {
  /** The operator allows 127.0.0.0/8 and ::1, for a CRM on the same machine. */
  allowLoopback: boolean
  /** Exact origins ("http://127.0.0.1:4180") that may be called wherever they lie, such as our own practice CRM. Read at each call, so it may grow. */
  allow?: readonly string[]
}

export type OutboundDeps = {
  insideTransaction(): boolean
  resolve?: Resolve
  /** Only for tests, which have no public address to call. */
  isPublic?(address: string): boolean
}

export function openOutbound(options: OutboundOptions, deps: OutboundDeps): Outbound {
  const isPublic = deps.isPublic ?? isPublicAddress
  const agent = new Agent({
    connect: guardedConnector({
      resolve: deps.resolve ?? systemResolve(),
      mayConnect: (address, origin) =>
        isPublic(address) ||
        (options.allowLoopback && isLoopbackAddress(address)) ||
        (options.allow ?? []).some(allowed => allowed.toLowerCase() === origin.toLowerCase()),
    }),
    pipelining: 1,
    keepAliveTimeout: 4_000,
  })

  return {
    async request(request) {
      if (deps.insideTransaction()) throw new Error('A call outside must not be made while a transaction is open')
      const deadline = AbortSignal.timeout(Math.max(0, Math.ceil(request.deadlineMs)))
      return present(await follow(agent, request, deadline))
    },
    close: () => agent.destroy(),
  }
}

async function follow(agent: Agent, request: OutboundRequest, deadline: AbortSignal): Promise<Received & { url: URL }> {
  let url = parseAddress(request.url, false)
  let headers: Record<string, string> = { 'user-agent': 'CustomerInfo', ...lowerCased(request.headers ?? {}) }
  headers['accept-encoding'] = 'gzip'
  const maxBytes = request.maxBytes ?? 1_048_576
  const allowed = Math.min(request.redirects ?? 0, 3)

  for (let hops = 0; ; hops += 1) {
    const body = request.body ?? null
    const received = await exchange(agent, { method: request.method, url, headers, body, maxBytes, deadline }).catch(
      (error: unknown) => {
        throw hops === 0 ? error : afterRedirect(error)
      },
    )
    const location = received.headers.location
    if (allowed === 0 || location === undefined || !followable(received.status, request.method)) {
      return { ...received, url }
    }
    if (hops >= allowed) throw new OutboundTrouble('bad-response', 'The address redirects too often', true)
    const next = parseAddress(location, true, url)
    if (url.protocol === 'https:' && next.protocol === 'http:') {
      throw new OutboundTrouble('refused-address', 'The address redirects to an unencrypted one', true)
    }
    if (next.origin !== url.origin) headers = withoutCredentials(headers)
    url = next
  }
}

/** Whoever redirected has read the request, even if the next server was never reached. */
function afterRedirect(error: unknown): unknown {
  return error instanceof OutboundTrouble ? new OutboundTrouble(error.kind, error.message, true, error) : error
}

function followable(status: number, method: string): boolean {
  if (status === 307 || status === 308) return true
  return [301, 302, 303].includes(status) && (method === 'GET' || method === 'HEAD')
}

/** WHATWG URL brings every spelling of an address (decimal, octal, hexadecimal, short) into one form. */
function parseAddress(text: string, redirected: boolean, base?: URL): URL {
  const url = URL.parse(text, base?.href)
  const refuse = (reason: string) => new OutboundTrouble('refused-address', reason, redirected)
  if (!url) throw refuse('The address is not a web address')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('The address does not begin with https://')
  if (url.username !== '' || url.password !== '') throw refuse('The address holds a user name or password')
  if (url.hostname === '') throw refuse('The address names no server')
  return url
}

/** To another origin goes only what describes the message; keys hide under many header names. */
function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  const kept = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent'])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => kept.has(name)))
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function present({ status, headers, body, url }: Received & { url: URL }): OutboundResponse {
  const text = () => body.toString('utf8')
  return {
    status,
    headers,
    url: url.href,
    text,
    json() {
      try {
        return JSON.parse(text())
      } catch (error) {
        throw new OutboundTrouble('bad-response', 'The answer could not be understood', true, error)
      }
    },
  }
}
