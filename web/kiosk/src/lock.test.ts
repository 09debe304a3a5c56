import { afterEach, expect, test, vi } from 'vitest'
import { sleep } from '../../ui/platform.ts'
import { oneAtATime } from './lock.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

test.each(['with the browser’s locks', 'without them'])(
  '%s nobody overtakes, and a failure holds up nobody',
  async how => {
    if (how === 'without them') vi.stubGlobal('navigator', {})
    const seen: string[] = []
    const turn = (name: string, ms: number) => async () => {
      seen.push(`${name} begins`)
      await sleep(ms)
      seen.push(`${name} ends`)
      if (name === 'b') throw new Error('b failed')
      return name
    }
    const all = await Promise.allSettled([
      oneAtATime(how, turn('a', 20)),
      oneAtATime(how, turn('b', 1)),
      oneAtATime(how, turn('c', 1)),
    ])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  },
)
