import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { watchSignals } from './signals.ts'

it('takes the first signal as a wish, and a second one as impatience', async () => {
  let now = 0
  const clock = { now: () => now, monotonic: () => now, sleep: async () => {} }
  const source = new EventEmitter()
  const signals = watchSignals(clock, source)
  let hurried = false
  void signals.hurried.then(() => {
    hurried = true
  })

  source.emit('SIGINT', 'SIGINT')
  expect(await signals.asked).toBe('SIGINT')
  // The same press, handed on by npm.
  now = 100
  source.emit('SIGINT', 'SIGINT')
  await Promise.resolve()
  expect(hurried).toBe(false)
  now = 3000
  source.emit('SIGTERM', 'SIGTERM')
  await signals.hurried
})
