import type { Clock } from '../../platform/clock.ts'

/** Lets calls through at a CRM's pace: a bucket of one second's calls that fills evenly. */
export type Pacer = {
  /** Milliseconds to wait before the next call; the call is counted as made then. 0: go. */
  reserve(): number
}

/** `perSecond` calls; undefined: as fast as answers come. */
export function openPacer(perSecond: number | undefined, clock: Pick<Clock, 'monotonic'>): Pacer {
  if (perSecond === undefined || !(perSecond > 0)) return { reserve: () => 0 }
  const spacing = 1000 / perSecond
  const room = Math.max(1000, spacing)
  // When the bucket would be full again; each call moves it on by one spacing.
  let full = Number.NEGATIVE_INFINITY
  return {
    reserve() {
      const now = clock.monotonic()
      full = Math.max(full, now) + spacing
      return Math.max(0, Math.ceil(full - now - room))
    },
  }
}
