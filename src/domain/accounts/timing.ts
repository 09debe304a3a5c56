import type { Clock } from '../../platform/clock.ts'

/** Longer than any way through the work behind it should take: a stopwatch then tells nothing about which way was taken. */
const floorMs = 1000

export async function atLeast<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const begun = clock.monotonic()
  try {
    return await work()
  } finally {
    const left = floorMs - (clock.monotonic() - begun)
    if (left > 0) await clock.sleep(left)
  }
}
