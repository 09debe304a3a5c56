import { expect, test } from 'vitest'
import { until } from './until.ts'

test('the first truthy answer comes back', async () => {
  let asked = 0
  expect(await until(() => ++asked > 3 && `asked ${asked} times`)).toBe('asked 4 times')
})

test('a condition that throws is asked again', async () => {
  let asked = 0
  const answer = await until(async () => {
    if (++asked < 3) throw new Error('not yet')
    return asked
  })
  expect(answer).toBe(3)
})

test('giving up says what was waited for and what was seen', async () => {
  await expect(until(() => 0, { within: 20, what: 'the queue to empty' })).rejects.toThrow(
    'Waited 20 ms in vain for the queue to empty: last, it answered 0',
  )
  const failing = (): never => {
    throw new Error('no table')
  }
  await expect(until(failing, { within: 20 })).rejects.toThrow('it threw Error: no table')
})
