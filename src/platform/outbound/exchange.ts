import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { OutboundTrouble } from './trouble.ts'

export type Sending = {
  method: string
  url: URL
  headers: Record<string, string>
  body: string | Uint8Array | null
  maxBytes: number
  /** Ends the whole exchange, the reading of the body included. */
  deadline: AbortSignal
}

export type Received = { status: number; headers: Record<string, string>; body: Buffer }

/** Sends one request and reads its answer, once, without retries; throws `OutboundTrouble`. */
export async function exchange(dispatcher: Dispatcher, sending: Sending): Promise<Received> {
  const received = await transfer(dispatcher, sending)
  return { ...received, body: await decompress(received, sending.maxBytes) }
}

/**
 * Works on undici's dispatch, because only there one sees the moment before the first byte is written (`onRequestStart`):
 * before it, the other side surely got nothing.
 */
function transfer(dispatcher: Dispatcher, sending: Sending): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>()
  const answer = { status: 0, headers: {} as Record<string, string>, chunks: [] as Buffer[], bytes: 0 }
  let sent = false
  let over = false
  let running: Dispatcher.DispatchController | undefined

  const onDeadline = () => {
    const trouble = new OutboundTrouble('timeout', 'The answer did not come in time', sent)
    fail(trouble)
    running?.abort(trouble)
  }

  function fail(trouble: OutboundTrouble): void {
    over = true
    sending.deadline.removeEventListener('abort', onDeadline)
    reject(trouble)
  }

  if (sending.deadline.aborted) {
    onDeadline()
    return promise
  }
  sending.deadline.addEventListener('abort', onDeadline)

  dispatcher.dispatch(
    {
      origin: sending.url.origin,
      path: sending.url.pathname + sending.url.search,
      method: sending.method,
      headers: sending.headers,
      body: sending.body === null ? null : Buffer.from(sending.body),
      // The deadline is the only clock: it also ends what trickles.
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    {
      onRequestStart(controller) {
        running = controller
        if (over) controller.abort(new Error('given up before it was sent'))
        else sent = true
      },
      onResponseStart(_controller, status, headers) {
        answer.status = status
        answer.headers = flatten(headers)
      },
      onResponseData(controller, chunk) {
        answer.bytes += chunk.length
        if (answer.bytes <= sending.maxBytes) {
          answer.chunks.push(chunk)
        } else {
          const trouble = new OutboundTrouble('too-large', 'The answer is far too large', true)
          fail(trouble)
          controller.abort(trouble)
        }
      },
      onResponseEnd() {
        sending.deadline.removeEventListener('abort', onDeadline)
        resolve({ status: answer.status, headers: answer.headers, body: Buffer.concat(answer.chunks) })
      },
      onResponseError(_controller, error) {
        if (!over) fail(explain(error, sent))
      },
    },
  )
  return promise
}

async function decompress({ headers, body }: Received, maxBytes: number): Promise<Buffer> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity' || body.length === 0) return body
  const inflater = inflaters.get(encoding)
  if (!inflater) throw new OutboundTrouble('bad-response', 'The answer came in an unknown compression', true)
  try {
    return await inflater(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if (hasCode(error, /^ERR_BUFFER_TOO_LARGE$/)) {
      throw new OutboundTrouble('too-large', 'The answer is far too large when unpacked', true)
    }
    throw new OutboundTrouble('bad-response', 'The answer could not be unpacked', true)
  }
}

const inflaters = new Map<string, (body: Buffer, limits: { maxOutputLength: number }) => Promise<Buffer>>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
])

function explain(error: unknown, sent: boolean): OutboundTrouble {
  if (error instanceof OutboundTrouble) return error
  if (!sent) {
    if (hasCode(error, /^UND_ERR_INVALID_ARG$/) || hasCode(error, /^ERR_INVALID_/)) {
      return new OutboundTrouble('bad-request', 'The request cannot be written down', false, error)
    }
    if (hasCode(error, /CERT|TLS|SSL|SELF_SIGNED|^EPROTO$|ISSUER/)) {
      return new OutboundTrouble('tls', 'The server could not prove who it is', false, error)
    }
    return new OutboundTrouble('connect', 'The server could not be reached', false, error)
  }
  if ((error instanceof Error && error.name === 'HTTPParserError') || hasCode(error, /^UND_ERR_(HEADERS|RES|REQ)/)) {
    return new OutboundTrouble('bad-response', 'The server answered something that is not HTTP', true, error)
  }
  return new OutboundTrouble('reset', 'The connection broke before the answer was complete', true, error)
}

function hasCode(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && 'code' in error && pattern.test(String(error.code))
}

/** One string per header; several of a name are joined as HTTP does. */
function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}
