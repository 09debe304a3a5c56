import { expect, test } from 'vitest'
import { openRota } from './rota.ts'

type Entry = { group: string; id: string }
const groupOf = (entry: Entry) => entry.group
const idOf = (entry: Entry) => entry.id
const tick = () => new Promise(resolve => setImmediate(resolve))

test('groups take turns, however many entries one of them has', async () => {
  const order: string[] = []
  const rota = openRota<Entry>({ max: 1, maxPerGroup: 1, groupOf, idOf }, async entry => {
    order.push(entry.id)
    await tick()
    return 'idle'
  })
  for (const id of ['a1', 'a2', 'a3', 'a4']) rota.add({ group: 'a', id })
  for (const id of ['b1', 'b2']) rota.add({ group: 'b', id })
  await rota.idle()
  expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4'])
})

test('one group leaves places for the others', async () => {
  const running = new Set<string>()
  let most = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const rota = openRota<Entry>({ max: 4, maxPerGroup: 2, groupOf, idOf }, async entry => {
    running.add(entry.id)
    most = Math.max(most, [...running].filter(id => id.startsWith('a')).length)
    await promise
    return 'idle'
  })
  for (const id of ['a1', 'a2', 'a3']) rota.add({ group: 'a', id })
  rota.add({ group: 'b', id: 'b1' })
  await tick()
  expect([...running]).toEqual(['a1', 'a2', 'b1'])
  resolve()
  await rota.idle()
  expect([running.has('a3'), most]).toEqual([true, 3])
})

test('what has more to do comes again, and what is called while it runs runs once more', async () => {
  let runs = 0
  const rota = openRota<Entry>({ max: 2, maxPerGroup: 2, groupOf, idOf }, async entry => {
    runs += 1
    if (runs === 3) {
      rota.add(entry)
      rota.add(entry)
    }
    await tick()
    return runs < 3 ? 'more' : 'idle'
  })
  rota.add({ group: 'a', id: 'a1' })
  rota.add({ group: 'a', id: 'a1' })
  await rota.idle()
  await tick()
  expect(runs).toBe(4)
})

test('once closed nothing starts', async () => {
  let runs = 0
  const rota = openRota<Entry>({ max: 1, maxPerGroup: 1, groupOf, idOf }, async () => {
    runs += 1
    await tick()
    return 'more'
  })
  rota.add({ group: 'a', id: 'a1' })
  rota.add({ group: 'a', id: 'a2' })
  rota.close()
  rota.add({ group: 'a', id: 'a3' })
  await rota.idle()
  await rota.idle()
  expect(runs).toBe(1)
})
