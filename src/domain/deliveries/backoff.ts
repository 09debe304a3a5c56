import { randomFraction } from '../../platform/ids.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** How long a delivery is tried before a person has to look. */
export const patienceMs = 30 * 24 * hour
/** A CRM may ask us to wait; one that asks for days is not believed. */
const longestWaitMs = 6 * hour
/** Not at once, however the dice fall: whatever made the call fail wants a moment. */
const shortestWaitMs = 250

/**
 * Milliseconds until one record is tried again: anywhere (full jitter) below a ceiling that doubles with each attempt, from 2 s
 * up to an hour, so that what failed together does not come back together. `afterMs` is what the CRM asked for; it is kept to, with a tenth
 * of scatter on top, up to 6 hours.
 */
export function recordBackoff(attempts: number, afterMs?: number, chance = randomFraction()): number {
  return waiting(ceiling(attempts, hour) * chance, afterMs, chance)
}

/**
 * Milliseconds until a whole connection is tried again, by one probe: between half and all of a ceiling that doubles from 2 s up
 * to 15 minutes, so that a CRM that is back is noticed soon and one that is down is not hammered.
 */
export function laneBackoff(failures: number, afterMs?: number, chance = randomFraction()): number {
  return waiting(ceiling(failures, 15 * minute) * (0.5 + chance / 2), afterMs, chance)
}

/**
 * Milliseconds that a record itself stays behind after the whole connection failed on it. None for the first attempts; but
 * a record that meets trouble again and again may be the trouble, and must not be the one that is probed with each time.
 */
export function suspicion(attempts: number, chance = randomFraction()): number {
  return attempts <= 3 ? 0 : ceiling(attempts - 3, 15 * minute) * chance
}

function ceiling(times: number, most: number): number {
  return Math.min(most, 2 * second * 2 ** Math.min(Math.max(times, 1) - 1, 30))
}

function waiting(ownMs: number, afterMs: number | undefined, chance: number): number {
  const asked = afterMs !== undefined && afterMs > 0 ? Math.min(afterMs, longestWaitMs) : 0
  return Math.round(Math.max(ownMs, asked * (1 + chance / 10), shortestWaitMs))
}
