import { readdirSync, readFileSync } from 'node:fs'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { Problem } from './errors.ts'

const folder = new URL('../../migrations/', import.meta.url)
/** Any number will do, so long as nobody else uses it: two starting processes migrate one after the other. */
const migrationLock = 7_310_454

export type Migration = { name: string; sql: string }

export function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter(name => /^\d{4}_.+\.sql$/.test(name))
    .sort()
    .map(name => ({ name: name.replace(/\.sql$/, ''), sql: readFileSync(new URL(name, folder), 'utf8') }))
}

/**
 * Brings the database at `url` to the newest schema, each migration in a transaction of its own.
 * Answers the names of those it ran. Throws `Problem('conflict')` when the database knows a migration
 * that this code does not: a newer release has been here.
 */
export async function migrate(url: string, migrations: Migration[] = readMigrations()): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    const done = await doneMigrations(client)
    const unknown = done.filter(name => !migrations.some(migration => migration.name === name))
    if (unknown.length > 0) {
      throw new Problem('conflict', `The database is at ${unknown.at(-1)}, which this release does not know`, {
        extra: { unknown },
      })
    }
    const missing = migrations.filter(migration => !done.includes(migration.name))
    // First, since who is killed between the two must find something missing at the next start.
    if (missing.length > 0) await installJobTables(url)
    for (const migration of missing) await runOne(client, migration)
    return missing.map(migration => migration.name)
  } finally {
    await client.end()
  }
}

/** graphile-worker keeps a schema of its own; an upgrade of the package that changes it comes with a migration of ours. */
async function installJobTables(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  // A connection that is lost while it idles is the next query's trouble, if there is one.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  try {
    await runMigrations({ pgPool: pool })
  } finally {
    await pool.end()
  }
}

/** Names of the migrations that the database has seen, oldest first; none for an empty database. */
export async function doneMigrations(client: pg.Client): Promise<string[]> {
  await client.query(
    'create table if not exists public.migrations (name text primary key, done_at timestamptz not null default now())',
  )
  const { rows } = await client.query<{ name: string }>('select name from public.migrations order by name')
  return rows.map(row => row.name)
}

async function runOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query('insert into public.migrations (name) values ($1)', [migration.name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${migration.name} failed`, { cause: error })
  }
}
