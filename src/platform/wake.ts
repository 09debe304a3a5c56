import pg from 'pg'
import type { Clock } from './clock.ts'
import { randomToken } from './ids.ts'
import type { Log } from './log.ts'

/** What may be announced: `signups` and `deliveries` changed in the account that the key names, a `device` (pairing) changed. */
export type Topic = 'signups' | 'deliveries' | 'devices'
export type Wake = {
  /** Tells listeners in this process at once, and in other processes within some 20 ms. An alarm, never the truth: it may get lost. */
  emit(topic: Topic, key: string): void
  /** Answers how to stop listening. */
  on(topic: Topic, listener: (key: string) => void): () => void
  close(): Promise<void>
}

const channel = 'customerinfo_wake'
/** NOTIFY takes a lock over the whole database at commit, so it stays out of the intake's transactions and is sent bundled. */
const bundleMs = 20
const reconnectMs = 1000

export function openWake(url: string, ports: { clock: Clock; log: Log }): Wake {
  const self = randomToken(6)
  const listeners: Record<Topic, Set<(key: string) => void>> = {
    signups: new Set(),
    deliveries: new Set(),
    devices: new Set(),
  }
  const pending = new Map<string, { topic: Topic; key: string }>()
  const closing = new AbortController()
  let client: pg.Client | undefined
  let bundling = false

  const running = keepListening()

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await listenUntilLost()
      } catch (error) {
        ports.log.debug({ reason: String(error) }, 'Wake-up calls of other processes are not heard just now')
      }
      await ports.clock.sleep(reconnectMs, closing.signal).catch(() => {})
    }
  }

  async function listenUntilLost(): Promise<void> {
    const connection = new pg.Client({ connectionString: url, keepAlive: true })
    const lost = new Promise<void>(resolve => {
      connection.on('end', resolve)
      connection.on('error', () => resolve())
      closing.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    try {
      await connection.connect()
      connection.on('notification', message => hear(message.payload ?? ''))
      await connection.query(`listen ${channel}`)
      client = connection
      await lost
    } finally {
      client = undefined
      await connection.end().catch(() => {})
    }
  }

  function hear(payload: string): void {
    const [sender, ...entries] = payload.split('\n')
    if (sender === self) return
    for (const entry of entries) {
      const [topic, key] = entry.split(' ')
      if (topic !== undefined && key !== undefined && topic in listeners) tell(topic as Topic, key)
    }
  }

  function tell(topic: Topic, key: string): void {
    for (const listener of listeners[topic]) listener(key)
  }

  async function bundle(): Promise<void> {
    bundling = true
    // A loop, and not itself again: under load that lasts for days it would never come back.
    while (pending.size > 0 && !closing.signal.aborted) {
      await ports.clock.sleep(bundleMs, closing.signal).catch(() => {})
      // A payload holds 8,000 bytes; an entry takes under 60.
      const entries = [...pending.values()].slice(0, 100)
      for (const entry of entries) pending.delete(`${entry.topic} ${entry.key}`)
      const payload = [self, ...entries.map(entry => `${entry.topic} ${entry.key}`)].join('\n')
      await client?.query('select pg_notify($1, $2)', [channel, payload]).catch(() => {})
    }
    bundling = false
  }

  return {
    emit(topic, key) {
      tell(topic, key)
      pending.set(`${topic} ${key}`, { topic, key })
      if (!bundling) void bundle()
    },
    on(topic, listener) {
      listeners[topic].add(listener)
      return () => listeners[topic].delete(listener)
    },
    async close() {
      closing.abort()
      await running
    },
  }
}
