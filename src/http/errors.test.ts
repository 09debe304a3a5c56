import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Problem } from '../platform/errors.ts'
import { openLog } from '../platform/log.ts'
import type { Ports } from '../platform/ports.ts'
import { answerProblems } from './errors.ts'

let server: FastifyInstance
let lines: Record<string, unknown>[]

beforeEach(() => {
  lines = []
  const log = openLog({ logLevel: 'info' }, { write: text => void lines.push(JSON.parse(text)) })
  server = Fastify()
  answerProblems(server, { log } as Ports)
})
afterEach(() => server.close())

const failing = async (error: unknown) => {
  server.get('/fails', () => {
    throw error
  })
  return server.inject('/fails')
}

test.each([
  [401, 401, 'unauthenticated'],
  [403, 403, 'forbidden'],
  [413, 413, 'too-large'],
  [415, 415, 'unsupported'],
  [429, 429, 'too-many'],
  [418, 400, 'malformed'],
])(
  'a refusal of the framework’s own (%d) leaves as a problem of ours, and is no trouble of ours',
  async (status, code, name) => {
    const answer = await failing(Object.assign(new Error('quotes Ada'), { statusCode: status }))
    expect(answer.statusCode).toBe(code)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({ code: name })
    expect(answer.body).not.toContain('Ada')
    expect(lines).toEqual([])
  },
)

test.each([{ statusCode: 302 }, { statusCode: 500 }, {}])('what we did not foresee is our failure: %j', async given => {
  const answer = await failing(Object.assign(new Error('value "Ada Lovelace" is wrong'), { code: '22P02', ...given }))
  expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal'])
  expect(answer.body).not.toContain('Ada')
  expect(lines).toMatchObject([{ route: 'GET /fails', problem: 'internal', error: 'Error', state: '22P02' }])
  expect(JSON.stringify(lines)).not.toContain('Ada')
})

test('a slip of our own is logged with its words, and with the cause behind it', async () => {
  await failing(new Problem('internal', undefined, { cause: new TypeError('x is not a function') }))
  expect(lines).toMatchObject([{ error: 'TypeError', message: 'x is not a function' }])
  expect(lines[0]).not.toHaveProperty('state')
})

test('a failure before any route is known is logged without one', async () => {
  server.addHook('onRequest', () => {
    throw new Error('early')
  })
  expect((await server.inject('/nowhere')).statusCode).toBe(500)
  expect(lines).toMatchObject([{ route: 'GET (none)', problem: 'internal' }])
})
