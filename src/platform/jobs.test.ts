import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { readConfig } from './config.ts'
import { defineJob, enqueue, openJobs } from './jobs.ts'
import { openLog } from './log.ts'
import { openPorts, type Ports } from './ports.ts'

const greeted: string[] = []
let failures = 0
const greet = defineJob('greet', z.object({ name: z.string() }), async (_ports, { name }) => {
  greeted.push(name)
})
const stumble = defineJob('stumble', z.object({}), async () => {
  failures += 1
  throw new Error('stumbled')
})

let database: TestDatabase
let ports: Ports
beforeAll(async () => {
  database = await freshDatabase()
  const config = readConfig({ CUSTOMERINFO_LOG: 'silent' })
  ports = openPorts(config, { databaseUrl: database.url, masterKey: Buffer.alloc(32, 7), log: openLog(config) })
})
afterAll(async () => {
  await ports.close()
  await database.close()
})

test('a job is run once its transaction has committed, and never when it was rolled back', async () => {
  const jobs = await openJobs(ports, [greet])
  await ports.db.transaction('ci_app', null, tx => enqueue(tx, greet, { name: 'Ada Lovelace' }))
  const undone = ports.db.transaction('ci_app', null, async tx => {
    await enqueue(tx, greet, { name: 'nobody' })
    throw new Error('changed my mind')
  })
  await expect(undone).rejects.toThrow('changed my mind')
  await ports.db.transaction('ci_system', null, tx => enqueue(tx, greet, { name: 'Grace Hopper' }))
  await until(() => greeted.length === 2)
  expect(greeted).toEqual(['Ada Lovelace', 'Grace Hopper'])
  await jobs.stop()
})

test('several with one key are one run', async () => {
  greeted.length = 0
  await ports.db.transaction('ci_app', null, async tx => {
    await enqueue(tx, greet, { name: 'first' }, { key: 'a' })
    await enqueue(tx, greet, { name: 'second' }, { key: 'a' })
    await enqueue(tx, greet, { name: 'last' })
  })
  const jobs = await openJobs(ports, [greet], [], { concurrency: 1 })
  await until(() => greeted.includes('last'))
  await jobs.stop()
  expect(greeted).toEqual(['second', 'last'])
})

test('a handler that fails does not stop the others', async () => {
  greeted.length = 0
  const jobs = await openJobs(ports, [greet, stumble])
  await ports.db.transaction('ci_app', null, async tx => {
    await enqueue(tx, stumble, {})
    await enqueue(tx, greet, { name: 'Emmy Noether' })
  })
  await until(() => failures === 1 && greeted.length === 1)
  await jobs.stop()
  expect([failures, greeted]).toEqual([1, ['Emmy Noether']])
})

test('a payload that does not fit is refused when it is enqueued', async () => {
  const wrong = { name: 5 } as unknown as { name: string }
  await expect(ports.db.transaction('ci_app', null, tx => enqueue(tx, greet, wrong))).rejects.toThrow()
})

test('a wrong time in the list of recurring jobs is noticed at the start', async () => {
  const clean = defineJob('clean', z.object({}), async () => {})
  await expect(openJobs(ports, [], [{ job: clean, cron: 'every day' }])).rejects.toThrow()
  const jobs = await openJobs(ports, [], [{ job: clean, cron: '15 3 * * *' }])
  await jobs.stop()
})
