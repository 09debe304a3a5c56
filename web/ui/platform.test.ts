import { expect, test } from 'vitest'
import { chance, monotonic, now, sleep, timestamp, uuidv7 } from './platform.ts'

test('ids are UUIDv7, in the order of their making', async () => {
  const ids: string[] = []
  for (let count = 0; count < 3; count++) {
    ids.push(uuidv7())
    await sleep(2)
  }
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect([...ids].sort()).toEqual(ids)
  expect(Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16)).toBeGreaterThan(now() - 5_000)
})

test('clocks and chance', () => {
  expect(timestamp()).toMatch(/Z$/)
  expect(monotonic()).toBeGreaterThan(0)
  expect(chance()).toBeLessThan(1)
})
