import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { generateOpeningKey } from '../../platform/crypto/hpke.ts'
import type { Job, Outcome } from './generator.ts'
import { firstWord, startScript } from './processes.ts'
import { makeTabletKey } from './tablet.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const form = { formVersion: '01890000-0000-7000-8000-000000000001', emailText: '01890000-0000-7000-8000-000000000002' }
const api = { mode: 'api', key: 'ci_live_key' } as const

/** Loads a server that answers as told. */
async function load(
  answer: RequestListener,
  more: Partial<Job> = {},
): Promise<{ outcome: Outcome } | { error: string }> {
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return firstWord(
    startScript('generator.ts', { ports: [port], connections: 2, rate: 0, seconds: 0.3, form, by: api, ...more }),
  )
}

test('what is refused is counted by its status, and never as acknowledged', async () => {
  let [stored, refused] = [0, 0]
  const said = await load((_, response) => {
    const takes = (stored + refused) % 3 === 0
    if (takes) stored += 1
    else refused += 1
    response.writeHead(takes ? 201 : 503, { 'content-length': '2' }).end('{}')
  })
  expect(said).toMatchObject({
    outcome: { acknowledged: stored, refused: { 503: refused }, requests: stored + refused },
  })
})

test('of a batch, those count that the server says it has', async () => {
  const body = '{"results":[{"status":"accepted"},{"status":"quarantined"},{"status":"invalid"}]}'
  let asked = 0
  const said = await load(
    (_, response) => {
      asked += 1
      response.writeHead(200, { 'content-length': String(body.length) }).end(body)
    },
    { by: { mode: 'batch', key: 'ci_live_key', size: 3 } },
  )
  expect(said).toMatchObject({ outcome: { acknowledged: asked * 2, refused: { 200: asked }, requests: asked } })
})

test('a connection that breaks is used no more, and who comes then is never sent', async () => {
  const said = await load(request => request.socket.destroy(), { rate: 200 })
  if (!('outcome' in said)) throw new Error(said.error)
  expect(said.outcome).toMatchObject({ acknowledged: 0, requests: 2, refused: { 0: 2 } })
  expect(said.outcome.unsent).toBeGreaterThan(0)
})

test('in no time nothing is asked', async () => {
  const said = await load((_, response) => response.end(), { seconds: 0 })
  expect(said).toMatchObject({ outcome: { acknowledged: 0, requests: 0, p50: 0, p99: 0, worst: 0, unsent: 0 } })
})

const key = makeTabletKey()
const tablet = { key, pairing: '01890000-0000-7000-8000-000000000003' }
const openingKey = { id: '01890000-0000-7000-8000-000000000004', publicKey: (await generateOpeningKey()).publicKey }

test('each connection wants a tablet of its own', async () => {
  const by: Job['by'] = { mode: 'device', size: 1, tablets: [tablet], openingKey }
  expect(await load((_, response) => response.writeHead(204).end(), { by })).toEqual({
    error: 'Error: There are fewer tablets than connections',
  })
})

test('tablets send what was sealed beforehand; who comes when that is used up is never sent', async () => {
  const body = '{"results":[{"status":"accepted"}]}'
  let silent: unknown
  const said = await load(
    (request, response) => {
      if (request.method === 'GET') return response.writeHead(204).end()
      silent ??= request.socket
      // The first tablet that hands in waits for ever, so the other has to serve all who come.
      if (request.socket === silent) return undefined
      return response.writeHead(200, { 'content-length': String(body.length) }).end(body)
    },
    { by: { mode: 'device', size: 1, tablets: [tablet, tablet], openingKey }, rate: 100 },
  )
  if (!('outcome' in said)) throw new Error(said.error)
  // Of 30 who come each tablet has sealed 18.
  expect(said.outcome).toMatchObject({ acknowledged: 18, requests: 18, refused: {} })
  expect(said.outcome.unsent).toBeGreaterThan(5)
})
