import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { systemClock } from './clock.ts'
import { openLog } from './log.ts'
import { openWake, type Wake } from './wake.ts'

let database: TestDatabase
const open: Wake[] = []
const ports = { clock: systemClock, log: openLog({ logLevel: 'silent' }) }

function wake(): Wake {
  const made = openWake(database.url, ports)
  open.push(made)
  return made
}

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await Promise.all(open.map(each => each.close()))
  await database.close()
})

it('tells listeners in this process at once and those elsewhere soon, each once', async () => {
  const here = wake()
  const there = wake()
  const heardHere: string[] = []
  const heardThere: string[] = []
  here.on('signups', key => heardHere.push(key))
  there.on('signups', key => heardThere.push(key))
  here.emit('signups', 'account-1')
  expect(heardHere).toEqual(['account-1'])
  await until(() => {
    if (heardThere.length === 0) here.emit('signups', 'account-2')
    return heardThere.length > 0
  })
  expect(new Set(heardThere)).toContain('account-2')
  expect(heardHere.every(key => key.startsWith('account-'))).toBe(true)
})

it('bundles a burst and forgets listeners that left', async () => {
  const here = wake()
  const there = wake()
  const heard = new Set<string>()
  const left: string[] = []
  there.on('deliveries', key => heard.add(key))
  there.on('deliveries', key => left.push(key))()
  await until(() => {
    for (let index = 0; index < 250; index += 1) here.emit('deliveries', `account-${index}`)
    return heard.size === 250
  })
  expect(left).toEqual([])
})

it('listens again after the database hung up', async () => {
  const here = wake()
  const there = wake()
  const heard: string[] = []
  there.on('devices', key => heard.push(key))
  await until(() => {
    here.emit('devices', 'before')
    return heard.includes('before')
  })
  const { default: pg } = await import('pg')
  const client = new pg.Client(database.url)
  await client.connect()
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  await client.end()
  await until(() => {
    here.emit('devices', 'after')
    return heard.includes('after')
  })
})
