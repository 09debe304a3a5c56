/** Whose turn it is: what is in it runs again and again while it has more to do, the groups taking turns. */
export type Rota<T> = {
  /** Adds an entry, or makes a running one run once more. */
  add(entry: T): void
  /** Starts nothing more. */
  close(): void
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>
}

/** `run` answers 'more' to be called again after the others had their turn. It must not throw. */
export function openRota<T>(
  limits: { max: number; maxPerGroup: number; groupOf(entry: T): string; idOf(entry: T): string },
  run: (entry: T) => Promise<'more' | 'idle'>,
): Rota<T> {
  /** Waiting entries of each group; groups in the order of their turns. */
  const waiting = new Map<string, T[]>()
  const runningOf = new Map<string, number>()
  const known = new Map<string, { running: boolean; again: boolean }>()
  const idlers: (() => void)[] = []
  let running = 0
  let closed = false

  function add(entry: T): void {
    if (closed) return
    const there = known.get(limits.idOf(entry))
    if (there) {
      there.again ||= there.running
      return
    }
    known.set(limits.idOf(entry), { running: false, again: false })
    line(entry)
    fill()
  }

  function line(entry: T): void {
    const group = limits.groupOf(entry)
    const entries = waiting.get(group)
    if (entries) entries.push(entry)
    else waiting.set(group, [entry])
  }

  function fill(): void {
    for (let next = takeNext(); next !== undefined; next = takeNext()) void work(next)
  }

  function takeNext(): T | undefined {
    if (running >= limits.max || closed) return undefined
    for (const [group, entries] of waiting) {
      if ((runningOf.get(group) ?? 0) >= limits.maxPerGroup) continue
      const entry = entries.shift()
      // To the end of the line, or out of it.
      waiting.delete(group)
      if (entries.length > 0) waiting.set(group, entries)
      return entry
    }
    return undefined
  }

  async function work(entry: T): Promise<void> {
    const group = limits.groupOf(entry)
    const state = { running: true, again: false }
    known.set(limits.idOf(entry), state)
    running += 1
    runningOf.set(group, (runningOf.get(group) ?? 0) + 1)
    const answer = await run(entry)
    running -= 1
    count(group)
    if ((answer === 'more' || state.again) && !closed) {
      known.set(limits.idOf(entry), { running: false, again: false })
      line(entry)
    } else {
      known.delete(limits.idOf(entry))
    }
    fill()
    if (running === 0) for (const resolve of idlers.splice(0)) resolve()
  }

  function count(group: string): void {
    const left = (runningOf.get(group) ?? 1) - 1
    if (left > 0) runningOf.set(group, left)
    else runningOf.delete(group)
  }

  return {
    add,
    close() {
      closed = true
      waiting.clear()
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise(resolve => idlers.push(resolve))),
  }
}
