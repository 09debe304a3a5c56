type Waiting<I, O> = { item: I; resolve(output: O): void; reject(error: unknown): void }

/**
 * Gathering: while one call of `run` is in flight, arriving items wait together and go with the next one, so that a
 * burst costs a few large transactions instead of many small ones, and a single item waits for nothing.
 *
 * `run` answers one output per item, in order. When it throws, items are retried alone, so that one failing item
 * does not take its neighbours along; the error then belongs to the item that still fails.
 */
export function gather<I, O>(run: (items: I[]) => Promise<O[]>, limits: { max: number }): (item: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = []
  let busy = false

  async function pump(): Promise<void> {
    busy = true
    let tell = () => {}
    while (waiting.length > 0) {
      const batch = waiting.slice(0, limits.max)
      waiting = waiting.slice(batch.length)
      const running = run(batch.map(entry => entry.item))
      // Those of the call before are told while this one is under way: telling takes time too.
      tell()
      tell = await outcome(batch, running)
    }
    busy = false
    tell()
  }

  async function outcome(batch: Waiting<I, O>[], running: Promise<O[]>): Promise<() => void> {
    try {
      const outputs = await running
      return () => {
        for (const [index, entry] of batch.entries()) entry.resolve(outputs[index] as O)
      }
    } catch (error) {
      if (batch.length > 1) await split(batch)
      else batch[0]?.reject(error)
      return () => {}
    }
  }

  async function settle(batch: Waiting<I, O>[]): Promise<void> {
    const tell = await outcome(batch, run(batch.map(entry => entry.item)))
    tell()
  }

  /** Halves, so that one bad item among hundreds costs a few calls and not hundreds. */
  async function split(batch: Waiting<I, O>[]): Promise<void> {
    const middle = Math.ceil(batch.length / 2)
    await settle(batch.slice(0, middle))
    await settle(batch.slice(middle))
  }

  return item =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!busy) void pump()
    })
}
