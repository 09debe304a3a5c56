import { connect, type Socket } from 'node:net'

export type Answer = { status: number; head: string; body: string }

/** One connection on which one request after the other is sent, as bytes made beforehand: a client that costs next to nothing. */
export type Line = {
  send(request: Buffer | string): Promise<Answer>
  close(): void
}

/** Resolves when connected. A line that breaks fails its request and every later one. */
export function openLine(port: number, host = '127.0.0.1'): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(lineOn(socket))
    })
  })
}

function lineOn(socket: Socket): Line {
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined
  let received = ''
  let broken: Error | undefined

  const fail = (error: Error) => {
    broken ??= error
    waiting?.reject(broken)
    waiting = undefined
  }
  socket.setEncoding('latin1')
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The server closed the connection')))
  socket.on('data', (chunk: string) => {
    received += chunk
    const answer = readAnswer(received)
    if (!answer) return
    received = ''
    const done = waiting
    waiting = undefined
    done?.resolve(answer)
  })

  return {
    send(request) {
      if (broken) return Promise.reject(broken)
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request)
      })
    },
    close: () => socket.destroy(),
  }
}

/** undefined while it is not whole. Our own server always sends a length; only 204 has no body. */
function readAnswer(text: string): Answer | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
  if (text.length < end + 4 + length) return undefined
  return { status: Number(head.slice(9, 12)), head, body: text.slice(end + 4) }
}

export function requestText(
  method: 'GET' | 'POST',
  path: string,
  given: { port: number; headers?: Record<string, string>; body?: string },
): string {
  const headers = Object.entries(given.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`)
  const content =
    given.body === undefined
      ? ''
      : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(given.body)}\r\n`
  return `${method} ${path} HTTP/1.1\r\nhost: localhost:${given.port}\r\n${headers.join('')}${content}\r\n${given.body ?? ''}`
}
