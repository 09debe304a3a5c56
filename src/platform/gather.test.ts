import { describe, expect, it } from 'vitest'
import { gather } from './gather.ts'

function controlled() {
  const calls: { items: number[]; answer(): void; fail(error: Error): void }[] = []
  const run = (items: number[]) =>
    new Promise<number[]>((resolve, reject) =>
      calls.push({ items, answer: () => resolve(items.map(item => item * 10)), fail: reject }),
    )
  return { calls, run }
}

describe('gathering', () => {
  it('sends a lone item at once and lets arrivals gather while it is in flight', async () => {
    const { calls, run } = controlled()
    const send = gather(run, { max: 100 })
    const answers = [send(1), send(2), send(3)]
    expect(calls.map(call => call.items)).toEqual([[1]])
    calls[0]?.answer()
    await answers[0]
    await Promise.resolve()
    expect(calls[1]?.items).toEqual([2, 3])
    calls[1]?.answer()
    expect(await Promise.all(answers)).toEqual([10, 20, 30])
  })

  it('keeps to the largest batch', async () => {
    const sizes: number[] = []
    const send = gather(
      async (items: number[]) => {
        sizes.push(items.length)
        return items
      },
      { max: 2 },
    )
    await Promise.all([1, 2, 3, 4, 5].map(send))
    expect(sizes).toEqual([1, 2, 2])
  })

  it('splits a failing item from its neighbours', async () => {
    const send = gather(
      async (items: number[]) => {
        if (items.includes(13)) throw new Error('unlucky')
        return items
      },
      { max: 100 },
    )
    const settled = await Promise.allSettled([1, 2, 13, 4, 5, 6, 7].map(send))
    expect(settled.map(result => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
  })

  it('goes on after a failure', async () => {
    let failing = true
    const send = gather(
      async (items: number[]) => {
        if (failing) throw new Error('down')
        return items
      },
      { max: 100 },
    )
    await expect(send(1)).rejects.toThrow('down')
    failing = false
    expect(await send(2)).toBe(2)
  })
})
