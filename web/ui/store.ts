import { useEffect, useState } from 'preact/hooks'

/** A value that screens watch. */
export type Store<T> = { get(): T; set: (change: Partial<T>) => void; watch(look: () => void): () => void }

export function makeStore<T extends object>(initial: T): Store<T> {
  let value = initial
  const watchers = new Set<() => void>()
  return {
    get: () => value,
    set(change) {
      value = { ...value, ...change }
      for (const look of watchers) look()
    },
    watch(look) {
      watchers.add(look)
      return () => void watchers.delete(look)
    },
  }
}

export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState(() => store.get())
  useEffect(() => {
    const look = (): void => setValue(() => store.get())
    look()
    return store.watch(look)
  }, [store])
  return value
}
