/** The browser's clock, timers, chance and network: the one place that touches them, so that a test can own them. */

/** Milliseconds since 1970 by this machine's clock, which may be wrong by years. */
export const now = (): number => Date.now()

/** Milliseconds that only go forward, from some beginning. */
export const monotonic = (): number => performance.now()

/** The local time as RFC 3339 in UTC. */
export const timestamp = (): string => new Date(now()).toISOString()

/** Calls once after `ms` milliseconds; the answer cancels. */
export function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms)
  return () => clearTimeout(timer)
}

/** Calls every `ms` milliseconds until the answer is called. */
export function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms)
  return () => clearInterval(timer)
}

export const sleep = (ms: number): Promise<void> => new Promise(resolve => void after(ms, resolve))

/** A number from 0 to 1, for spreading retries only. */
export const chance = (): number => Math.random()

export const randomBytes = (count: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(count))

/** A UUIDv7: 48 bits of milliseconds, then chance. */
export function uuidv7(): string {
  const bytes = randomBytes(16)
  let rest = now()
  for (let place = 5; place >= 0; place--) {
    bytes[place] = rest % 256
    rest = Math.floor(rest / 256)
  }
  const view = new DataView(bytes.buffer)
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f))
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f))
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/**
 * fetch with a time limit (20 s unless told), never from the HTTP cache.
 * Rejects with a TypeError or an AbortError when no answer came, whatever the reason.
 */
export async function request(url: string, init: RequestInit = {}, limit = 20_000): Promise<Response> {
  const controller = new AbortController()
  const cancel = after(limit, () => controller.abort())
  try {
    return await fetch(url, { cache: 'no-store', ...init, signal: controller.signal })
  } finally {
    cancel()
  }
}
