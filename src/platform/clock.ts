import { setTimeout as after } from 'node:timers/promises'

/** Time as a port, so that a simulation can own it. */
export type Clock = {
  /** Milliseconds since 1970, may jump. */
  now(): number
  /** Milliseconds of a clock that never jumps; only differences mean something. */
  monotonic(): number
  /** Resolves after `ms`; rejects with AbortError when the signal aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => after(ms, undefined, signal ? { signal } : {}),
}
