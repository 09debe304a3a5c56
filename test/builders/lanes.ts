import { afterEach, beforeEach } from 'vitest'
import { type Lanes, startLanes } from '../../src/domain/deliveries/index.ts'
import type { Ports } from '../../src/platform/ports.ts'
import type { Ledger } from '../fakes/memory-crm.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import { type ManualClock, manualClock } from './clock.ts'
import { type DeliveryRow, type NewSignup, putSignups, readDeliveries, setConnector } from './outbox.ts'
import { testPorts } from './ports.ts'
import { makeRetailer, onDatabase, type Retailer } from './retailer.ts'

export type ConnectionState = {
  state: string
  state_reason: string | null
  remedy: string | null
  failures: number
  not_before: Date | number
  trouble_since: Date | null
  trouble_mailed_at: Date | null
}
export type Bench = {
  retailer: Retailer
  clock: ManualClock
  adminUrl: string
  /** One more worker process on the bench's time. */
  work(ledgers: Ledger[]): { lanes: Lanes; ports: Ports }
  /** Ports without a worker. */
  ports(): Ports
  put(signups: NewSignup[]): Promise<string[]>
  rows(): Promise<DeliveryRow[]>
  connection(index?: number): Promise<ConnectionState>
  outcomes(): Promise<string[]>
  /** Payloads of the jobs of a name that wait. */
  jobs(name: string): Promise<unknown[]>
  query<T>(text: string, values?: unknown[]): Promise<T[]>
  allAre(state: string): Promise<void>
  /** Moves time on step by step, by a second unless told otherwise, until something has happened; answers how many seconds that took. */
  afterMoments(happened: () => Promise<boolean> | boolean, stepMs?: number): Promise<number>
}

/** Workbenches for lanes, each test with a database and a time of its own; everything is stopped after each test. */
export function lanesBench() {
  let database: TestDatabase
  const opened: Ports[] = []
  const running: Lanes[] = []
  const gates: { open(): void }[] = []

  beforeEach(async () => {
    database = await freshDatabase()
  })
  afterEach(async () => {
    await closeAll()
    await database.close()
  })

  /** Stops all workers and closes what they had open, as after each test. */
  async function closeAll(): Promise<void> {
    for (const gate of gates.splice(0)) gate.open()
    await Promise.all(running.splice(0).map(lanes => lanes.stop()))
    await Promise.all(opened.splice(0).map(ports => ports.close()))
  }

  /** Something that a CRM waits for; open at the latest when the test is over. */
  function openGate(): { opened: Promise<void>; open(): void } {
    const { promise, resolve } = Promise.withResolvers<void>()
    const gate = { opened: promise, open: resolve }
    gates.push(gate)
    return gate
  }

  async function bench(connectors: string[] = ['ledger']): Promise<Bench> {
    const { adminUrl } = database
    const retailer = await makeRetailer(adminUrl, { connections: connectors.length })
    await setConnector(adminUrl, retailer, connectors)
    const clock = manualClock()
    const query = <T>(text: string, values: unknown[] = [retailer.accountId]) =>
      onDatabase(adminUrl, async client => (await client.query(text, values)).rows as T[])
    const rows = () => readDeliveries(adminUrl, retailer.accountId)
    const ports = () => {
      const made = testPorts(database.url, { clock, config: { logLevel: 'silent', outboundLoopback: true } })
      opened.push(made)
      return made
    }
    return {
      ...{ retailer, clock, adminUrl, query, rows, ports },
      work(ledgers) {
        const own = ports()
        const lanes = startLanes(own, { connectors: ledgers.map(ledger => ledger.connector) })
        running.push(lanes)
        return { lanes, ports: own }
      },
      put: signups => putSignups(adminUrl, retailer, signups),
      async connection(index = 0) {
        const [row] = await query<ConnectionState>('select * from app.connections where id = $1', [
          retailer.connectionIds[index],
        ])
        if (!row) throw new Error('There is no such connection')
        return row
      },
      async outcomes() {
        const attempts = await query<{ outcome: string }>(
          'select outcome from app.attempts where account_id = $1 order by id',
        )
        return attempts.map(attempt => attempt.outcome)
      },
      async jobs(name) {
        const jobs = await query<{ payload: unknown }>(
          `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
           where t.identifier = $1 order by j.id`,
          [name],
        )
        return jobs.map(job => job.payload)
      },
      async allAre(state) {
        await until(async () => (await rows()).every(row => row.state === state), { what: `all to be ${state}` })
      },
      async afterMoments(happened, stepMs = 1000) {
        const begun = clock.now()
        await until(async () => {
          if (await happened()) return true
          await clock.advance(stepMs)
          return false
        })
        return (clock.now() - begun) / 1000
      },
    }
  }

  return { bench, openGate, closeAll }
}

export const people: NewSignup[] = ['ada', 'grace', 'emmy', 'alan', 'sofia', 'blaise'].map(name => ({
  email: `${name}@example.com`,
  firstName: name,
}))
