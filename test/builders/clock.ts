import type { Clock } from '../../src/platform/clock.ts'

export type ManualClock = Clock & {
  /** Moves time on, waking those whose sleep is over, in the order of their dates. */
  advance(ms: number): Promise<void>
}

/** Time that stands still until it is moved. Begins at the real time, since the database has a clock of its own. */
export function manualClock(): ManualClock {
  let now = Date.now()
  let sleepers: { at: number; wake(): void }[] = []
  return {
    now: () => now,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve }
        const wakeEarly = () => {
          sleepers = sleepers.filter(other => other !== sleeper)
          reject(new DOMException('This sleep was ended', 'AbortError'))
        }
        if (signal?.aborted) return wakeEarly()
        signal?.addEventListener('abort', wakeEarly, { once: true })
        sleepers.push(sleeper)
      }),
    async advance(ms) {
      const end = now + ms
      for (;;) {
        sleepers.sort((one, other) => one.at - other.at)
        const next = sleepers[0]
        if (!next || next.at > end) break
        sleepers.shift()
        now = Math.max(now, next.at)
        next.wake()
        // Whoever woke may want to sleep again before the same end.
        await new Promise(resolve => setImmediate(resolve))
      }
      now = end
    },
  }
}
