import { setTimeout as after } from 'node:timers/promises'
import { systemClock } from '../../src/platform/clock.ts'
import { uuidv7 } from '../../src/platform/ids.ts'

/** Shoppers at several tills. Each till keeps a sign-up until it was thanked for with a 2xx, as a tablet does. */
export type Tills = {
  /** Ids that were answered 2xx: what must never be lost. */
  thanked: Set<string>
  /** How often a sign-up had to be sent again because no answer came. */
  repeats(): number
  refusals: string[]
  /** No new shoppers; resolves when every sign-up that was begun has been thanked for, or `patience` (ms) is over. */
  close(patience: number): Promise<void>
}

export const addressOf = (id: string): string => `${id}@example.com`

export function openTills(options: { url: string; apiKey: string; tills: number; pauseMs: number }): Tills {
  const thanked = new Set<string>()
  const refusals: string[] = []
  let repeats = 0
  let closing = false
  let hopeless = false
  const queues = Promise.all(Array.from({ length: options.tills }, () => serveShoppers()))

  async function serveShoppers(): Promise<void> {
    while (!closing) {
      await signUp(uuidv7(systemClock))
      await after(options.pauseMs * (0.5 + Math.random()))
    }
  }

  async function signUp(id: string): Promise<void> {
    const body = JSON.stringify({
      id,
      capturedAt: new Date().toISOString(),
      language: 'en',
      answers: { firstName: 'Ada', lastName: id.slice(-8), email: addressOf(id) },
    })
    for (let tries = 0; !hopeless; tries += 1) {
      if (tries > 0) repeats += 1
      const status = await post(body)
      if (status >= 200 && status < 300) {
        thanked.add(id)
        return
      }
      if (status >= 400 && status < 500 && status !== 429) {
        refusals.push(`${id}: ${status}`)
        return
      }
      await after(20 + Math.random() * 80)
    }
  }

  /** 0: no answer. */
  async function post(body: string): Promise<number> {
    try {
      const answer = await fetch(`${options.url}/api/v1/signups`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${options.apiKey}` },
        body,
        signal: AbortSignal.timeout(10_000),
      })
      await answer.arrayBuffer()
      return answer.status
    } catch {
      return 0
    }
  }

  return {
    thanked,
    refusals,
    repeats: () => repeats,
    async close(patience) {
      closing = true
      const enough = new AbortController()
      await Promise.race([queues, after(patience, undefined, { signal: enough.signal }).catch(() => {})])
      enough.abort()
      hopeless = true
      await queues
    },
  }
}
