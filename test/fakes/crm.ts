import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CrmLedger } from './crm-ledger.ts'
import type { Dialect, FakeAnswer, FakeRequest } from './dialects.ts'
import { type Misdeed, type MisdeedName, misdeeds, reply } from './misdeeds.ts'

export type FakeCrm<D extends Dialect = Dialect> = {
  /** http://127.0.0.1:…, without a slash at the end. */
  url: string
  dialect: D
  /** What is in there in truth. */
  ledger: CrmLedger
  /** What a connection to it is set up with. */
  settings: Record<string, string>
  /** Every call it got. */
  calls: { method: string; path: string }[]
  /** Goes wrong once: at the next call, or at the next that writes. Several are used up in order. */
  next(misdeed: MisdeedName, at?: 'call' | 'write'): void
  /** Answers so once, in the same order as those, and carries nothing out. */
  answerNext(answer: FakeAnswer, at?: 'call' | 'write'): void
  /** How many of those are still to come. */
  waiting(): number
  /** Goes wrong at every call until `null`. */
  always(misdeed: MisdeedName | null): void
  /** Nobody listens any more, and then again at the same port. */
  goDown(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

/** A CRM that fails on demand and keeps honest books. */
export async function openFakeCrm<D extends Dialect>(dialect: D): Promise<FakeCrm<D>> {
  const calls: FakeCrm['calls'] = []
  const queue: { misdeed: Misdeed; at: 'call' | 'write' }[] = []
  let lasting: Misdeed | null = null

  function misdeedFor(request: FakeRequest): Misdeed | null {
    const writes = request.method !== 'GET'
    const [first] = queue
    if (first && (writes || first.at === 'call')) {
      queue.shift()
      return first.misdeed
    }
    return lasting && (writes || !lasting.writesOnly) ? lasting : null
  }

  const server = createServer((incoming, response) => {
    // A caller that hangs up in the middle is no trouble of the fake's.
    handle(incoming, response).catch(() => response.destroy())
  })

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {})
    const request = await readRequest(incoming)
    calls.push({ method: request.method, path: request.path })
    const misdeed = misdeedFor(request)
    const proper = !misdeed || misdeed.stores ? dialect.answer(request) : { status: 200 }
    if (misdeed) misdeed.answer(response, proper, complaint => dialect.complain(complaint))
    else reply(response, proper)
  }

  const listen = (port: number) => new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })

  await listen(0)
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    dialect,
    ledger: dialect.ledger,
    settings: dialect.settings(url),
    calls,
    next: (name, at) =>
      void queue.push({ misdeed: misdeeds[name], at: at ?? (misdeeds[name].writesOnly ? 'write' : 'call') }),
    answerNext: (answer, at = 'call') =>
      void queue.push({
        misdeed: { stores: false, writesOnly: false, answer: response => reply(response, answer) },
        at,
      }),
    waiting: () => queue.length,
    always(name) {
      lasting = name === null ? null : misdeeds[name]
    },
    goDown: stop,
    comeBack: () => listen(port),
    close: stop,
  }
}

async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  let body = ''
  for await (const chunk of incoming) body += String(chunk)
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://fake')
  return { method: incoming.method ?? 'GET', path: pathname, query: searchParams, headers: incoming.headers, body }
}
