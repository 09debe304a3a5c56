import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, password, type Shop } from '../../test/builders/office.ts'
import { testPorts } from '../../test/builders/ports.ts'
import { onDatabase } from '../../test/builders/retailer.ts'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Ports } from '../platform/ports.ts'
import { buildServer } from './server.ts'

let database: TestDatabase
let ports: Ports
let server: FastifyInstance
let shop: Shop
let base = ''
/** How often the streams woke up to ping; they do so at once when `hurry` is set. */
let hurry = false
const clock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(hurry && ms > 1000 ? 5 : ms, signal),
}

beforeAll(async () => {
  database = await freshDatabase()
  ports = testPorts(database.url, { clock })
  shop = await openShop(ports)
  server = await buildServer(ports)
  await server.listen({ port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/dashboard/api`
})
afterAll(async () => {
  await server.close()
  await ports.close()
  await database.close()
})

async function enter(): Promise<string> {
  const answer = await fetch(`${base}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ email: 'ada@example.com', password }),
  })
  return answer.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ')
}

/** An open stream: what it has said so far, and whether it is over. */
async function listen(cookie: string) {
  const stop = new AbortController()
  const answer = await fetch(`${base}/live`, { headers: { cookie }, signal: stop.signal })
  const heard = { status: answer.status, type: answer.headers.get('content-type'), text: '', over: false, stop }
  void (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of answer.body ?? []) heard.text += decoder.decode(chunk, { stream: true })
    } catch {}
    heard.over = true
  })()
  return heard
}
const count = (text: string, part: string) => text.split(part).length - 1

test('says that something changed in this account, and nothing of another', async () => {
  const heard = await listen(await enter())
  expect([heard.status, heard.type]).toEqual([200, 'text/event-stream; charset=utf-8'])
  ports.wake.emit('deliveries', '0198f0c0-0000-7000-8000-000000000001')
  ports.wake.emit('signups', shop.accountId)
  await until(() => heard.text.includes('event: signups\ndata: {}\n\n'))
  expect(heard.text).not.toContain('deliveries')
  heard.stop.abort()
})

test('a burst becomes a few events', async () => {
  const heard = await listen(await enter())
  for (let nth = 0; nth < 1000; nth++) ports.wake.emit('signups', shop.accountId)
  ports.wake.emit('devices', shop.accountId)
  await until(() => heard.text.includes('event: devices'))
  expect(count(heard.text, 'event: signups')).toBe(2)
  heard.stop.abort()
})

test('a stream ends soon after its session has', async () => {
  const cookie = await enter()
  hurry = true
  const heard = await listen(cookie)
  await until(() => heard.text.includes('still here'))
  await onDatabase(database.adminUrl, client => client.query('delete from directory.sessions'))
  await until(() => heard.over)
  hurry = false
  expect((await listen(cookie)).status).toBe(401)
})

test('who hangs up before the stream has begun leaves nothing behind', async () => {
  const cookie = await enter()
  const { port } = server.server.address() as AddressInfo
  for (let nth = 0; nth < 60; nth++) {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET /dashboard/api/live HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\n\r\n`, () =>
      // By now the server asks the database whose session it is.
      setTimeout(() => socket.destroy(), 1),
    )
    await once(socket, 'close')
  }
  const heard = await listen(cookie)
  expect(heard.status).toBe(200)
  heard.stop.abort()
})

test('one person has twenty at most; the server ends them all when it drains', async () => {
  const cookie = await enter()
  const open = await Promise.all(Array.from({ length: 20 }, () => listen(cookie)))
  expect(open.every(heard => heard.status === 200)).toBe(true)
  expect((await listen(cookie)).status).toBe(429)
  open[0]?.stop.abort()
  await until(async () => {
    const again = await listen(cookie)
    open.push(again)
    return again.status === 200
  })
  await server.close()
  await until(() => open.every(heard => heard.over))
})
