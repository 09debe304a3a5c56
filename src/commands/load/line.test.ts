import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../test/support/until.ts'
import { openLine, requestText } from './line.ts'

let server: Server
let port: number
const sockets: Socket[] = []
beforeEach(async () => {
  server = createServer(socket => void sockets.push(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server.close()
})

const nextTurn = () => new Promise(resolve => setImmediate(resolve))

async function open() {
  const line = await openLine(port)
  const socket = await until(() => sockets[0])
  return { line, socket }
}

test('an answer counts when it is whole, in however many pieces it comes', async () => {
  const { line, socket } = await open()
  const answering = line.send(requestText('POST', '/signups', { port, body: '{}' }))
  const [asked] = await once(socket, 'data')
  expect(String(asked)).toBe(
    `POST /signups HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`,
  )
  // On loopback a piece that was written is there, and is read in the next turn.
  for (const piece of ['HTTP/1.1 201 Created\r\nContent-', 'Length: 7\r\n\r\n{"a"', ':1}']) {
    await new Promise(written => socket.write(piece, written))
    await nextTurn()
    await nextTurn()
  }
  expect(await answering).toEqual({
    ...{ status: 201, head: 'HTTP/1.1 201 Created\r\nContent-Length: 7', body: '{"a":1}' },
  })
  line.close()
})

test('a line that broke fails what waits, and all that comes after', async () => {
  const { line, socket } = await open()
  const waiting = line.send(requestText('GET', '/', { port }))
  await once(socket, 'data')
  socket.end()
  await expect(waiting).rejects.toThrow('The server closed the connection')
  await expect(line.send('GET / HTTP/1.1\r\n\r\n')).rejects.toThrow('The server closed the connection')
})

test('where nobody listens there is no line', async () => {
  await new Promise(closed => server.close(closed))
  await expect(openLine(port)).rejects.toThrow('ECONNREFUSED')
})
