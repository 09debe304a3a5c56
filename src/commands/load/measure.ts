import type { ChildProcess } from 'node:child_process'
import pg from 'pg'
import type { Job, Outcome } from './generator.ts'
import { cpuOf, cpuOfFamily, firstWord, memoryOf, startScript } from './processes.ts'

export type Run = Outcome & {
  /** Acknowledged sign-ups per second. */
  rate: number
  /** Microseconds of processor time per acknowledged sign-up. */
  cpuNode: number
  cpuPostgres: number
  /** Megabytes of the web processes together, at the end. */
  memory: number
  rows: Rows
}

type Rows = { signups: number; transactions: number; consents: number; deliveries: number; usage: number }

export type Place = {
  adminUrl: string
  /** Of the running PostgreSQL. */
  postmaster: number
  webs: ChildProcess[]
}

/** One run of the generator in a process of its own, with what it cost and what it left in the database. */
export async function measure(place: Place, job: Job): Promise<Run> {
  const pids = place.webs.map(web => web.pid ?? 0)
  const node = () => pids.reduce((sum, pid) => sum + cpuOf(pid), 0)
  const [before, nodeBefore, postgresBefore] = [await countRows(place.adminUrl), node(), cpuOfFamily(place.postmaster)]
  const generator = startScript('generator.ts', job)
  const said = await firstWord<{ outcome: Outcome } | { error: string }>(generator)
  if ('error' in said) throw new Error(said.error)
  const { outcome } = said
  const [cpuNode, cpuPostgres] = [node() - nodeBefore, cpuOfFamily(place.postmaster) - postgresBefore]
  const after = await countRows(place.adminUrl)
  const each = (cpu: number) => cpu / Math.max(1, outcome.acknowledged)
  return {
    ...outcome,
    rate: outcome.acknowledged / outcome.seconds,
    cpuNode: each(cpuNode),
    cpuPostgres: each(cpuPostgres),
    memory: pids.reduce((sum, pid) => sum + memoryOf(pid), 0),
    rows: {
      signups: after.signups - before.signups,
      transactions: after.transactions - before.transactions,
      consents: after.consents - before.consents,
      deliveries: after.deliveries - before.deliveries,
      usage: after.usage - before.usage,
    },
  }
}

/** Counted as superuser, past everything that the product itself believes. An id stands once per account, by the primary key. */
async function countRows(adminUrl: string): Promise<Rows> {
  const client = new pg.Client(adminUrl)
  await client.connect()
  try {
    const { rows } = await client.query<Rows>(`
      select (select count(*)::integer from app.signups) as signups,
        (select count(distinct tx)::integer from app.signups) as transactions,
        (select count(distinct (account_id, signup_id))::integer from app.consents) as consents,
        (select count(distinct (account_id, signup_id))::integer from app.deliveries) as deliveries,
        (select coalesce(sum(quantity), 0)::integer from app.usage_records) as usage`)
    return rows[0] ?? { signups: 0, transactions: 0, consents: 0, deliveries: 0, usage: 0 }
  } finally {
    await client.end()
  }
}
