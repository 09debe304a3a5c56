import { Logger, type ParsedCronItem, parseCronItems, run, type TaskList } from 'graphile-worker'
import { sql } from 'kysely'
import pg from 'pg'
import type { ZodMiniType } from 'zod/mini'
import type { Tx } from './db.ts'
import { parseOrRefuse } from './errors.ts'
import type { Log } from './log.ts'
import type { Ports } from './ports.ts'

/**
 * Work that is done later, outside the request: mail, cleaning. At least once, so a handler must bear being run again. What lives
 * as a row of its own (a delivery) does not depend on a job.
 */
export type Job<P = unknown> = {
  name: string
  schema: ZodMiniType<P>
  handle(ports: Ports, payload: P, signal: AbortSignal | undefined): Promise<void>
}

/** A job that runs by the clock: `cron` in UTC, five fields. However many processes there are, each run happens once. */
export type Recurring = { job: Job<Record<string, never>>; cron: string }

export function defineJob<P>(name: string, schema: ZodMiniType<P>, handle: Job<P>['handle']): Job<P> {
  return { name, schema, handle }
}

/**
 * Puts a job into the caller's transaction: it exists if and only if that commits. `key`: a job of the same key that has not
 * begun is replaced, so that ten reasons to do something make one run.
 */
export async function enqueue<P>(
  tx: Tx,
  job: Pick<Job<P>, 'name' | 'schema'>,
  payload: P,
  options: { key?: string } = {},
): Promise<void> {
  const checked = JSON.stringify(parseOrRefuse(job.schema, payload))
  await sql`select directory.enqueue_job(${job.name}, ${checked}::json, ${options.key ?? null})`.execute(tx)
}

export type Jobs = {
  /** Takes no more jobs and resolves when those under way are done. */
  stop(): Promise<void>
}

/** Runs jobs in this process, and with `recurring` also starts those that are due by the clock. */
export async function openJobs(
  ports: Ports,
  jobs: readonly Job[],
  recurring: readonly Recurring[] = [],
  limits: { concurrency: number } = { concurrency: 4 },
): Promise<Jobs> {
  const parsedCronItems = cronOf(recurring)
  // A pool of its own: the job tables belong to the login role, not to `ci_app`, under which the application's pool runs.
  const pool = new pg.Pool({ connectionString: ports.db.url, max: limits.concurrency + 2 })
  pool.on('error', error => ports.log.warn({ reason: error.message }, 'A connection of the job runner was lost'))
  pool.on('connect', client => client.on('error', () => {}))
  const known: Job[] = [...jobs, ...recurring.map(entry => entry.job as Job)]
  const runner = await run({
    pgPool: pool,
    taskList: tasksOf(ports, known),
    parsedCronItems,
    concurrency: limits.concurrency,
    noHandleSignals: true,
    logger: loggerOf(ports.log),
  })
  return {
    async stop() {
      await runner.stop()
      await pool.end()
    },
  }
}

function tasksOf(ports: Ports, jobs: readonly Job[]): TaskList {
  return Object.fromEntries(
    jobs.map(job => [
      job.name,
      async (payload, helpers) => {
        await job.handle(ports, parseOrRefuse(job.schema, payload), helpers.abortSignal)
      },
    ]),
  )
}

function cronOf(recurring: readonly Recurring[]): ParsedCronItem[] {
  return parseCronItems(recurring.map(({ job, cron }) => ({ task: job.name, match: cron, identifier: job.name })))
}

/** Payloads may hold addresses, so only what happened is logged, never with what. */
function loggerOf(log: Log): Logger {
  return new Logger(scope => (level, message) => {
    const about = { job: scope.taskIdentifier, jobId: scope.jobId }
    if (level === 'error') log.error(about, message)
    else if (level === 'warning') log.warn(about, message)
    else log.debug(about, message)
  })
}
