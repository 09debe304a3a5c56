import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The shop's wifi: everything of a tablet goes through it, and it can be away. */
export type Wifi = {
  /** What the tablet opens. */
  url: string
  /** Breaks what is under way and takes no call. */
  off(): Promise<void>
  on(): Promise<void>
  /** Answers to this path are changed on the way: a newer release of one file. */
  change(path: string, change: (body: string) => string): void
  close(): Promise<void>
}

export async function openWifi(target: string): Promise<Wifi> {
  const changes = new Map<string, (body: string) => string>()
  const server = createServer((incoming, outgoing) => {
    const { hostname, port } = new URL(target)
    const headers = changes.has(pathOf(incoming))
      ? { ...incoming.headers, 'accept-encoding': 'identity', 'if-none-match': '' }
      : incoming.headers
    const onward = request({ hostname, port, method: incoming.method, path: incoming.url, headers }, answer => {
      const change = changes.get(pathOf(incoming))
      if (change) void passChanged(answer, outgoing, change)
      else {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      }
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  const listen = (port: number) => new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const off = () =>
    new Promise<void>(resolve => {
      if (!server.listening) return resolve()
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://localhost:${port}`,
    off,
    on: () => listen(port),
    change: (path, change) => void changes.set(path, change),
    close: off,
  }
}

const pathOf = (incoming: IncomingMessage): string => incoming.url?.split('?')[0] ?? ''

async function passChanged(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  change: (body: string) => string,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  const body = change(Buffer.concat(chunks).toString('utf8'))
  const { 'content-length': _length, etag: _etag, ...headers } = answer.headers
  outgoing.writeHead(answer.statusCode ?? 502, headers).end(body)
}
