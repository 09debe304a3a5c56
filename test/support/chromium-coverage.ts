import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { until } from './until.ts'

/** What ran in Chromium, for bin/lib/coverage: who asks, per script, how often each range ran (V8's own format). */
export type RawScript = { url: string; source: string; functions: unknown[] }

export type Recorder = {
  /** Writes what ran since the last time. Call it before a page, a context or the browser is closed or killed. */
  save(): Promise<void>
  close(): void
}

const kinds = ['page', 'iframe', 'worker', 'service_worker', 'shared_worker']

/**
 * Follows every page and worker of the browser that listens on `port`, service workers among them, through a connection
 * of its own beside the test's, and writes into `folder`. Each is stopped for a moment when it begins, so that no line runs unseen.
 */
export async function recordCoverage(port: number, folder: string): Promise<Recorder> {
  const connection = await connect(port)
  const targets = new Map<string, Map<string, Promise<string>>>()
  const begin = (session: string, kind: string): void => {
    const send = (method: string, params: object = {}): void => void connection.send(method, params, session)
    if (kinds.includes(kind)) {
      targets.set(session, new Map())
      send('Profiler.enable')
      send('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
      send('Debugger.enable')
      send('Debugger.setSkipAllPauses', { skip: true })
      send('Target.setAutoAttach', attachToAll)
    }
    send('Runtime.runIfWaitingForDebugger')
  }
  connection.on((method, params, session) => {
    if (method === 'Target.attachedToTarget') begin(params.sessionId, params.targetInfo.type)
    if (method === 'Target.detachedFromTarget') targets.delete(params.sessionId)
    if (method === 'Debugger.scriptParsed' && /^https?:.*\.m?js($|\?)/.test(params.url)) {
      const source = connection.send('Debugger.getScriptSource', { scriptId: params.scriptId }, session)
      targets.get(session)?.set(
        params.scriptId,
        source.then(
          answer => keepSource(answer, folder),
          () => '',
        ),
      )
    }
  })
  await connection.send('Target.setAutoAttach', attachToAll)
  return {
    async save() {
      await Promise.all([...targets].map(([session, sources]) => saveTarget(connection, session, sources, folder)))
    },
    close: () => connection.close(),
  }
}

const attachToAll = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }

type Counted = { scriptId: string; url: string; functions: { ranges: { count: number }[] }[] }

async function saveTarget(
  connection: Connection,
  session: string,
  sources: Map<string, Promise<string>>,
  folder: string,
): Promise<void> {
  // A page that is gone takes its figures along: then it ran too briefly to be asked.
  const answer = await connection.send('Profiler.takePreciseCoverage', {}, session).catch(() => ({ result: [] }))
  const scripts: RawScript[] = []
  for (const { scriptId, url, functions } of answer.result as Counted[]) {
    const ran = functions.some(({ ranges }) => ranges.some(range => range.count > 0))
    const source = ran ? await sources.get(scriptId) : undefined
    if (source) scripts.push({ url, source, functions })
  }
  if (scripts.length === 0) return
  mkdirSync(`${folder}/chromium`, { recursive: true })
  writeFileSync(`${folder}/chromium/${randomUUID()}.json`, JSON.stringify(scripts))
}

/** Keeps the text of a script once, under its digest, and answers the digest. */
function keepSource(answer: { scriptSource: string }, folder: string): string {
  const digest = createHash('sha256').update(answer.scriptSource).digest('hex')
  mkdirSync(`${folder}/sources`, { recursive: true })
  writeFileSync(`${folder}/sources/${digest}.js`, answer.scriptSource)
  return digest
}

// biome-ignore lint/suspicious/noExplicitAny: the protocol's answers have a shape per method
type Answer = any // oxlint-disable-line typescript/no-explicit-any

type Connection = {
  send(method: string, params: object, session?: string): Promise<Answer>
  on(listener: (method: string, params: Answer, session: string) => void): void
  close(): void
}

/** The little of the DevTools protocol that is needed: numbered requests, and events. */
async function connect(port: number): Promise<Connection> {
  const { webSocketDebuggerUrl } = await until<{ webSocketDebuggerUrl: string }>(async () =>
    (await fetch(`http://127.0.0.1:${port}/json/version`)).json(),
  )
  const socket = new WebSocket(webSocketDebuggerUrl)
  await new Promise((opened, failed) => {
    socket.addEventListener('open', opened)
    socket.addEventListener('error', failed)
  })
  const waiting = new Map<number, { take(answer: Answer): void; refuse(error: Error): void }>()
  const listeners: Parameters<Connection['on']>[0][] = []
  socket.addEventListener('message', event => {
    const message = JSON.parse(String(event.data))
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.method) for (const listener of listeners) listener(message.method, message.params, message.sessionId)
    else if (message.error) asked?.refuse(new Error(message.error.message))
    else asked?.take(message.result)
  })
  socket.addEventListener('close', () => {
    for (const asked of waiting.values()) asked.refuse(new Error('The browser is gone'))
    waiting.clear()
  })
  let last = 0
  return {
    send(method, params, sessionId) {
      const id = ++last
      const answer = new Promise<Answer>((take, refuse) => waiting.set(id, { take, refuse }))
      answer.catch(() => {})
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ id, method, params, sessionId }))
      else waiting.get(id)?.refuse(new Error('The browser is gone'))
      return answer
    },
    on: listener => void listeners.push(listener),
    close: () => socket.close(),
  }
}
