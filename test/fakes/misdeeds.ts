import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { Complaint, FakeAnswer } from './dialects.ts'

/**
 * How CRMs fail. `stores`: the request is carried out first, as if nothing were wrong, and only then the answer goes bad.
 * `writesOnly`: makes sense for writing calls alone.
 */
export type Misdeed = {
  stores: boolean
  writesOnly: boolean
  answer(response: ServerResponse, proper: FakeAnswer, complain: (complaint: Complaint) => FakeAnswer): void
}

let bomb: Buffer | undefined
/** Thirty megabytes in thirty kilobytes, packed when first needed. */
function makeBomb(): Buffer {
  bomb ??= gzipSync(Buffer.alloc(30_000_000))
  return bomb
}

export type MisdeedName = keyof typeof misdeeds

const hang = () => {}
const reset = (response: ServerResponse) => void response.socket?.destroy()
const status =
  (code: number, body = '', headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end(body)
const on = (answer: Misdeed['answer']): Misdeed => ({ stores: false, writesOnly: false, answer })
const after = (answer: Misdeed['answer']): Misdeed => ({ stores: true, writesOnly: true, answer })
const complaining = (complaint: Complaint): Misdeed => ({
  stores: false,
  writesOnly: true,
  answer: (response, _proper, complain) => reply(response, complain(complaint)),
})
const html = '<html><body><h1>Bad Gateway</h1><p>nginx</p></body></html>'

export const misdeeds = {
  'accept-then-hang': after(hang),
  'accept-then-reset': after(reset),
  'accept-then-500': after(status(500)),
  'accept-then-garbage': after(status(200, '{"id": "r')),
  hang: on(hang),
  reset: on(reset),
  'too-many': on(status(429, '', { 'retry-after': '7' })),
  'too-many-silent': on(status(429)),
  'too-many-absurd': on(status(429, '', { 'retry-after': '99999999999' })),
  'too-many-nonsense': on(status(429, '', { 'retry-after': 'soon' })),
  'throttled-403': on(status(403, '{"message":"API rate limit exceeded"}')),
  forbidden: on(status(403)),
  unauthorized: on(status(401, '{"message":"the key key-of-the-fake-4711 is not known"}')),
  'error-500': on(status(500, 'Exception in thread "main" at Contact.java:42')),
  'bad-gateway': on(status(502, html, { 'content-type': 'text/html' })),
  'service-unavailable': on(status(503, '', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })),
  'request-timeout': on(status(408)),
  gone: on(status(410)),
  'nothing-there': on(status(404)),
  'empty-body': on(status(200)),
  garbage: on(status(200, '<<<{{')),
  'error-inside-200': on(status(200, '{"error":{"code":-32000,"message":"UserError"}}')),
  'mixed-207': on(status(207, '{"results":[],"errors":[{"category":"VALIDATION"}]}')),
  'endless-body': on(response => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65_536, 32))
      },
    })
    response.on('close', () => endless.destroy())
    response.writeHead(200, { 'content-length': String(1_073_741_824) })
    endless.pipe(response)
  }),
  'gzip-bomb': on(response => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(makeBomb())),
  'slow-loris': on(response => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const drip = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(drip))
  }),
  'redirect-private': on(status(307, '', { location: 'http://169.254.169.254/latest/meta-data/' })),
  'field-required': complaining('field-required'),
  'value-removed': complaining('value-removed'),
  'field-too-short': complaining('field-too-short'),
  refused: { ...on(status(400)), writesOnly: true },
  conflict: { ...on(status(409, '{"code":"own-rule"}')), writesOnly: true },
  /** Says yes and stores nothing. */
  forgets: { stores: false, writesOnly: true, answer: status(200, '{"id":"r999"}') } satisfies Misdeed,
} satisfies Record<string, Misdeed>

export function reply(response: ServerResponse, { status: code, headers = {}, body }: FakeAnswer): void {
  const text = body === undefined || body === '' ? '' : JSON.stringify(body)
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(code === 204 ? undefined : text)
}
