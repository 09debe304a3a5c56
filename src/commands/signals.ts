import type { Clock } from '../platform/clock.ts'

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** Ctrl-C reaches us twice when npm hands it on as well; that is one press. */
const onePress = 1000

export type StopSignals = {
  /** Resolves at the first signal. */
  asked: Promise<string>
  /** Resolves at the second: whoever waits has waited enough. */
  hurried: Promise<void>
}

export function watchSignals(clock: Clock, source: NodeJS.EventEmitter = process): StopSignals {
  const asked = Promise.withResolvers<string>()
  const hurried = Promise.withResolvers<void>()
  let first: number | undefined
  const receive = (name: string) => {
    if (first === undefined) {
      first = clock.monotonic()
      asked.resolve(name)
    } else if (clock.monotonic() - first > onePress) hurried.resolve()
  }
  for (const name of signals) source.on(name, receive)
  return { asked: asked.promise, hurried: hurried.promise }
}
