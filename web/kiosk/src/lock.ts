/** Runs one after the other what is given under one name: across tabs where the browser can, else within this page. */
export function oneAtATime<T>(name: string, run: () => Promise<T>): Promise<T> {
  // Not in Safari before 15.4: there the check inside the transaction is what guards against a second tab.
  const locks = (navigator as { locks?: LockManager }).locks
  const inTurn = (): Promise<T> => (locks ? (locks.request(name, run) as Promise<T>) : run())
  const turn = (lines.get(name) ?? Promise.resolve()).then(inTurn)
  lines.set(
    name,
    turn.catch(() => undefined),
  )
  return turn
}

const lines = new Map<string, Promise<unknown>>()
