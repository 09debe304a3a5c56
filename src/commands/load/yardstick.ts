import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Clock } from '../../platform/clock.ts'
import { uuidv7 } from '../../platform/ids.ts'
import { codeOf } from '../../platform/trouble.ts'

export type Yardstick = {
  tool: 'pgbench' | 'own loop'
  measure(seconds: number): Promise<number>
  end(): Promise<void>
}

const clients = 16
const answers = `{"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","phone":"+31612345678"}`

/**
 * What this machine does without us: one transaction per sign-up, of two inserts, prepared, by 16 clients. Measured by
 * pgbench where it is installed, since it costs less than any loop of ours; answers transactions per second.
 */
export async function openYardstick(adminUrl: string, clock: Clock): Promise<Yardstick> {
  const isThere = await hasPgbench()
  const admin = new pg.Client(adminUrl)
  await admin.connect()
  await admin.query(`
    drop schema if exists yardstick cascade;
    create schema yardstick;
    create table yardstick.signups (id uuid primary key, account_id uuid not null, email text not null, answers jsonb not null,
      received_at timestamptz not null default now());
    create index on yardstick.signups (account_id, received_at);
    create table yardstick.outbox (id bigint generated always as identity primary key, signup_id uuid not null,
      state text not null default 'pending', due_at timestamptz not null default now());`)
  const end = async () => {
    await admin.query('drop schema yardstick cascade')
    await admin.end()
  }
  if (isThere) return { tool: 'pgbench', measure: seconds => runPgbench(adminUrl, seconds), end }
  return { tool: 'own loop', measure: seconds => runLoop(adminUrl, clock, seconds), end }
}

const run = promisify(execFile)

async function hasPgbench(): Promise<boolean> {
  try {
    await run('pgbench', ['--version'])
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

const script = `begin;
insert into yardstick.signups (id, account_id, email, answers) select i, '00000000-0000-7000-8000-000000000001', i || '@example.com', '${answers}' from uuidv7() i returning id \\gset
insert into yardstick.outbox (signup_id) values (:id);
commit;
`

async function runPgbench(url: string, seconds: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'customerinfo-load-'))
  try {
    await writeFile(join(folder, 'signup.sql'), script)
    const load = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds)]
    const { stdout } = await run('pgbench', [...load, '-f', join(folder, 'signup.sql'), url], { maxBuffer: 1 << 24 })
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? 0)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function runLoop(url: string, clock: Clock, seconds: number): Promise<number> {
  const lines = Array.from({ length: clients }, () => new pg.Client(url))
  await Promise.all(lines.map(line => line.connect()))
  const begun = clock.monotonic()
  const end = begun + seconds * 1000
  let done = 0
  await Promise.all(
    lines.map(async line => {
      while (clock.monotonic() < end) {
        const id = uuidv7(clock)
        await line.query({ name: 'begin', text: 'begin' })
        await line.query({ name: 'signup', text: signup, values: [id, `${id}@example.com`, answers] })
        await line.query({ name: 'outbox', text: 'insert into yardstick.outbox (signup_id) values ($1)', values: [id] })
        await line.query({ name: 'commit', text: 'commit' })
        done += 1
      }
    }),
  )
  const rate = done / ((clock.monotonic() - begun) / 1000)
  await Promise.all(lines.map(line => line.end()))
  return rate
}

const signup = `insert into yardstick.signups (id, account_id, email, answers) values ($1, '00000000-0000-7000-8000-000000000001', $2, $3)`
