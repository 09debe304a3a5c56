import { createHash, createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeDeviceKey } from './keys.ts'
import { openWire, Refused, Unreachable } from './wire.ts'

const origin = 'https://shop.example'
type Sent = { url: string; init: RequestInit }

/** A server that answers from a list and writes down what it was asked. */
function server(answers: (Response | Error)[]): {
  sent: Sent[]
  send: (url: string, init?: RequestInit) => Promise<Response>
} {
  const sent: Sent[] = []
  return {
    sent,
    send: async (url, init = {}) => {
      sent.push({ url, init })
      const answer = answers.shift()
      if (!answer) throw new Error('One more request than expected')
      if (answer instanceof Error) throw answer
      return answer
    },
  }
}
const nonce = (value: string): Response => new Response(null, { status: 204, headers: { 'DPoP-Nonce': value } })
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers })

function claimsOf({ init }: Sent): {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  signed: string
  signature: string
} {
  const proof = new Headers(init.headers).get('DPoP') ?? ''
  const [header = '', claims = '', signature = ''] = proof.split('.')
  const parse = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: parse(header), claims: parse(claims), signed: `${header}.${claims}`, signature }
}

test('each request is proven: method, address, body and the server’s nonce, signed by the tablet’s key', async () => {
  const key = await makeDeviceKey()
  const { send, sent } = server([nonce('n1'), answer(200, { ok: 1 }, { 'DPoP-Nonce': 'n2' }), answer(200, { ok: 2 })])
  const wire = openWire(origin, send)
  expect(await wire({ key, kid: 'pairing-1' }, 'POST', 'heartbeat?x=1', { a: 1 })).toEqual({ ok: 1 })
  expect(await wire({ key }, 'GET', 'setup')).toEqual({ ok: 2 })

  expect(sent[0]?.url).toBe(`${origin}/kiosk/api/nonce`)
  const { header, claims, signed, signature } = claimsOf(sent[1] as Sent)
  expect(header).toEqual({ typ: 'dpop+jwt', alg: 'ES256', kid: 'pairing-1' })
  expect(claims).toMatchObject({
    htm: 'POST',
    htu: `${origin}/kiosk/api/heartbeat`,
    nonce: 'n1',
    bth: createHash('sha256').update('{"a":1}').digest('base64url'),
  })
  const publicKey = createPublicKey({ key: key.publicKey, format: 'jwk' })
  const right = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  expect(verify('sha256', Buffer.from(signed), right, Buffer.from(signature, 'base64url'))).toBe(true)

  const second = claimsOf(sent[2] as Sent)
  expect(second.header).toMatchObject({ jwk: key.publicKey })
  expect(second.claims).toMatchObject({
    htm: 'GET',
    nonce: 'n2',
    bth: createHash('sha256').update('').digest('base64url'),
  })
  expect(second.claims.jti).not.toBe(claims.jti)
})

test('an old nonce costs one more round, and only one', async () => {
  const key = await makeDeviceKey()
  const stale = (value: string): Response => answer(401, { proof: 'nonce' }, { 'DPoP-Nonce': value })
  const { send, sent } = server([nonce('n1'), stale('n2'), answer(200, { fine: true })])
  expect(await openWire(origin, send)({ key }, 'GET', 'setup')).toEqual({ fine: true })
  expect(claimsOf(sent[2] as Sent).claims.nonce).toBe('n2')

  const stubborn = server([nonce('n1'), stale('n2'), stale('n3')])
  await expect(openWire(origin, stubborn.send)({ key }, 'GET', 'setup')).rejects.toBeInstanceOf(Refused)
})

test('a no is told apart from silence', async () => {
  const key = await makeDeviceKey()
  const ended = { reason: 'revoked', at: '2026-11-20T12:00:00Z', handIn: true }
  const ask = (...answers: (Response | Error)[]): Promise<unknown> =>
    openWire(origin, server(answers).send)({ key }, 'GET', 'setup').catch((error: unknown) => error)
  expect(await ask(nonce('n'), answer(401, { detail: 'Over', ended }))).toMatchObject({
    status: 401,
    message: 'Over',
    ended,
  })
  expect(await ask(nonce('n'), answer(404, {}))).toMatchObject({ message: 'The server answered 404', ended: null })
  for (const status of [408, 429, 500, 503])
    expect(await ask(nonce('n'), answer(status, {}))).toBeInstanceOf(Unreachable)
  expect(await ask(new TypeError('offline'))).toBeInstanceOf(Unreachable)
  expect(await ask(new Response(null, { status: 204 }))).toBeInstanceOf(Unreachable)
  // A hotel's login page.
  expect(await ask(nonce('n'), new Response('<html>', { status: 200 }))).toBeInstanceOf(Unreachable)
})
