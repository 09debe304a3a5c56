import { AsyncLocalStorage } from 'node:async_hooks'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Log } from './log.ts'
import type { DB } from './schema.ts'

export type Tx = Transaction<DB>
/** The database role a transaction runs under: `ci_app` sees one account, `ci_system` what look-ups and sweeps need. */
export type DatabaseRole = 'ci_app' | 'ci_system'

export type Database = {
  url: string
  /** For the intake's one prepared call; everything else goes through a scope's `tx`. Its connections run as `ci_app` with no account set, which sees nothing. */
  pool: pg.Pool
  kysely: Kysely<DB>
  transaction<T>(role: DatabaseRole, accountId: string | null, work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const insideStorage = new AsyncLocalStorage<true>()

/** True while a transaction is open in this asynchronous context: calls to other machines must wait until it is over. */
export function insideTransaction(): boolean {
  return insideStorage.getStore() === true
}

export function openDatabase(url: string, log: Log, limits: { connections: number } = { connections: 20 }): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.connections,
    // A forgotten `set role` must find nothing, not everything.
    options: '-c role=ci_app',
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  // An idle connection that dies (server restarted) is no reason to die; the next query opens another.
  pool.on('error', error => {
    if (!pool.ending) log.warn({ reason: error.message }, 'A database connection was lost')
  })
  // The same for one that is in use: whoever uses it hears of it from its query; without a listener, the process would end.
  pool.on('connect', client => client.on('error', () => {}))
  const kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  return {
    url,
    pool,
    kysely,
    transaction: (role, accountId, work) =>
      insideStorage.run(true, () =>
        kysely.transaction().execute(async tx => {
          await sql`select set_config('role', ${role}, true), set_config('app.account_id', ${accountId ?? ''}, true)`.execute(
            tx,
          )
          return work(tx)
        }),
      ),
    close: () => kysely.destroy(),
  }
}

/** SQLSTATE of a PostgreSQL error ("23505" is a broken uniqueness), undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** Whether the database, not the statement, was the trouble (connection lost, server restarting, deadlock, full): later it may go well. */
export function isPassing(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return /^(08|40|53|57|58|25006)/.test(state)
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|NOTFOUND|AI_)/.test(code) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      error.message,
    )
  )
}
