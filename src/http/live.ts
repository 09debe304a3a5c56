import type { ServerResponse } from 'node:http'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { Problem } from '../platform/errors.ts'
import type { Ports } from '../platform/ports.ts'
import type { Topic } from '../platform/wake.ts'

const topics: Topic[] = ['signups', 'deliveries', 'devices']
const pingMs = 20_000
/** A burst of a thousand sign-ups makes a page ask again four times a second and not a thousand times. */
const bundleMs = 250
const perPerson = 20
/** A reader that has fallen so far behind is gone: it comes back and asks for everything. */
const mostUnread = 64 * 1024

type Options = {
  ports: Ports
  /** Throws once the session or the membership has ended. */
  stillIn: (request: FastifyRequest) => Promise<unknown>
}

/** Says that something changed, never what: who hears it asks by the ways that are guarded anyway. */
export const live: FastifyPluginAsync<Options> = async (server, { ports, stillIn }) => {
  const open = new Map<AbortController, string>()
  server.addHook('preClose', async () => {
    for (const stream of open.keys()) stream.abort()
  })

  server.get('/live', async (request, reply) => {
    const person = request.signedIn.person.id
    if ([...open.values()].filter(other => other === person).length >= perPerson) throw new Problem('too-many')
    const stream = new AbortController()
    open.set(stream, person)
    reply.hijack()
    const response = reply.raw
    response.on('close', () => stream.abort())
    response.on('error', () => stream.abort())
    const tell = bundled(ports, response, stream.signal)
    const silence = topics.map(topic =>
      ports.wake.on(topic, key => {
        if (key === request.scope.accountId) tell(topic)
      }),
    )
    stream.signal.addEventListener('abort', () => {
      open.delete(stream)
      for (const stop of silence) stop()
      response.end()
    })
    // Hung up while we asked whose session it is: then nothing will ever say so again.
    if (response.destroyed) return stream.abort()
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies that buffer would hold events back.
      'x-accel-buffering': 'no',
    })
    response.write('retry: 2000\n: here\n\n')
    void ping(ports, response, stream, () => stillIn(request))
  })
}

/** Keeps the line open through proxies, and ends it soon after the session has ended. */
async function ping(
  ports: Ports,
  response: ServerResponse,
  stream: AbortController,
  stillIn: () => Promise<unknown>,
): Promise<void> {
  try {
    for (;;) {
      await ports.clock.sleep(pingMs, stream.signal)
      await stillIn()
      response.write(': still here\n\n')
    }
  } catch {
    stream.abort()
  }
}

/** The first event goes out at once, those that follow it together. */
function bundled(ports: Ports, response: ServerResponse, signal: AbortSignal): (topic: Topic) => void {
  const pending = new Set<Topic>()
  let busy = false
  async function flush(): Promise<void> {
    busy = true
    while (pending.size > 0 && !signal.aborted) {
      const events = [...pending].map(topic => `event: ${topic}\ndata: {}\n\n`)
      pending.clear()
      if (response.writableLength > mostUnread) response.destroy()
      else response.write(events.join(''))
      await ports.clock.sleep(bundleMs, signal).catch(() => {})
    }
    busy = false
  }
  return topic => {
    pending.add(topic)
    if (!busy) void flush()
  }
}
