import { setTimeout as after } from 'node:timers/promises'

type Patience = {
  /** Milliseconds until we give up; generous, since a test machine may be slow. */
  within?: number
  /** What is waited for, for the message: "the sign-up to be delivered". */
  what?: string
}

/**
 * Waits until `condition` answers something truthy, and answers that. A condition that throws is not met yet; when the
 * time is over, the message tells what was waited for, what was seen last, and for how long.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { within = 20_000, what }: Patience = {},
): Promise<NonNullable<T>> {
  const begun = performance.now()
  let pause = 2
  for (;;) {
    const seen = await look(condition)
    if (seen.value) return seen.value
    if (performance.now() - begun >= within) throw new Error(complaint(condition, seen, within, what))
    await after(pause)
    pause = Math.min(pause * 1.5, 50)
  }
}

type Seen<T> = { value?: T; error?: unknown }

async function look<T>(condition: () => T | Promise<T>): Promise<Seen<T>> {
  try {
    return { value: await condition() }
  } catch (error) {
    return { error }
  }
}

function complaint(condition: () => unknown, seen: Seen<unknown>, within: number, what?: string): string {
  const wanted = what ?? condition.toString().replace(/\s+/g, ' ').slice(0, 200)
  const last = 'error' in seen ? `it threw ${String(seen.error)}` : `it answered ${String(seen.value)}`
  return `Waited ${within} ms in vain for ${wanted}: last, ${last}`
}
