// faults [--kills 200] [--seconds-limit 900] [--control]: kills web, worker and database with SIGKILL at random points
// under load, starts them again, and then holds three books against each other: what shoppers were thanked for, what is
// stored, and what the CRM wrote down itself. With --control PostgreSQL may answer before its log is on disk
// (synchronous_commit = off): then the same check must find losses, else it could not see any.
import { randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { systemClock } from '../../src/platform/clock.ts'
import { openLog } from '../../src/platform/log.ts'
import { startEmbedded } from '../../src/platform/postgres/index.ts'
import { openFakeCrm } from '../fakes/crm.ts'
import { espoDialect } from '../fakes/dialects.ts'
import { compareBooks, type Verdict } from './books.ts'
import { freePort, keepRunning } from './process.ts'
import { openShop } from './shop.ts'
import { openTills, type Tills } from './tills.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    control: { type: 'boolean', default: false },
    tills: { type: 'string', default: '16' },
  },
})
const kills = Number(values.kills)
const masterKey = randomBytes(32)
const dataFolder = mkdtempSync(join(tmpdir(), 'customerinfo-faults-'))

process.exitCode = await main()

async function main(): Promise<number> {
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(dataFolder, { recursive: true, force: true }))
  const database = await startEmbedded({
    dataFolder,
    clock: systemClock,
    log: openLog({ logLevel: 'silent' }),
    settings: values.control ? { synchronous_commit: 'off', wal_writer_delay: '500ms' } : {},
  })
  stack.defer(() => database.stop())
  const crm = await openFakeCrm(espoDialect())
  stack.defer(() => crm.close())
  const { apiKey } = await openShop(database.url, masterKey, { connector: 'espocrm', settings: crm.settings })

  const port = await freePort()
  const environment = {
    DATABASE_URL: database.url,
    CUSTOMERINFO_MASTER_KEY: masterKey.toString('base64'),
    CUSTOMERINFO_OUTBOUND_LOOPBACK: 'true',
    CUSTOMERINFO_LOG: 'error',
  }
  const web = keepRunning('web', ['--roles', 'web', '--port', String(port)], environment)
  stack.defer(() => web.stop())
  const worker = keepRunning('worker', ['--roles', 'worker'], environment)
  stack.defer(() => worker.stop())
  const tills = openTills({ url: `http://127.0.0.1:${port}`, apiKey, tills: Number(values.tills), pauseMs: 60 })

  const victims = { web: () => web.kill(), worker: () => worker.kill(), database: () => killDatabase(database.pid()) }
  const killed = { web: 0, worker: 0, database: 0 }
  const begun = performance.now()
  await waitFor(() => tills.thanked.size > 50, 60_000, 'the first sign-ups')
  let quiet = 0
  for (let count = 0; count < kills; ) {
    await pressOn(tills)
    const names = values.control ? (['database'] as const) : (['web', 'worker', 'database', 'web', 'worker'] as const)
    const name = names[randomInt(names.length)] ?? 'web'
    if (!victims[name]()) continue
    killed[name] += 1
    count += 1
    // Now and then the CRM stores a contact and hangs up without a word: the answer is lost, the contact is not. Not again
    // before it has taken a few, or the connection would rightly back off for longer than this run lasts.
    if (!values.control && crm.waiting() === 0 && crm.ledger.records.length > quiet) {
      crm.next('accept-then-reset')
      quiet = crm.ledger.records.length + 20 + randomInt(100)
    }
    if (count % 25 === 0)
      console.log(`${count} kills, ${tills.thanked.size} thanked, ${crm.ledger.records.length} in the CRM`)
  }
  await tills.close(120_000)

  const client = await connectAgain(database.adminUrl)
  stack.defer(() => client.end())
  // Everything that was interrupted comes due again by itself: leases run out, lanes open after their back-off.
  if (!values.control) {
    await waitFor(async () => (await waiting(client)) === 0, 300_000, 'the last deliveries').catch(error => {
      console.log(String(error))
    })
  }
  const verdict = await compareBooks(client, tills.thanked, crm.ledger.living())
  report(verdict, {
    killed,
    repeats: tills.repeats(),
    seconds: (performance.now() - begun) / 1000,
    refusals: tills.refusals,
  })
  await reportTakeOver(client)
  return judge(verdict, tills.refusals)
}

/** How long the work of a killed worker lay, from its claim until the next one noticed; at most 30 s are promised. */
async function reportTakeOver(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ count: string; longest: string | null }>(
    "select count(*), round(max(extract(epoch from ended_at - started_at)), 1) as longest from app.attempts where outcome = 'lost'",
  )
  console.log(
    `deliveries of killed workers taken up again: ${rows[0]?.count}, after ${rows[0]?.longest ?? 0} s at most`,
  )
}

/** Until a few more shoppers were thanked, so that kills meet a product at work, but now and then right into a start. */
async function pressOn(tills: Tills): Promise<void> {
  const goal = tills.thanked.size + randomInt(40)
  const end = performance.now() + randomInt(200, 3500)
  while (tills.thanked.size < goal && performance.now() < end) await after(5)
  await after(randomInt(20))
}

/** Exit code: the run must be clean, the control must not be. */
function judge(verdict: Verdict, refusals: string[]): number {
  if (values.control) {
    if (verdict.lost.length > 0) return say('CONTROL RED, as it must be: the check sees what is lost.', 0)
    return say('CONTROL GREEN: nothing was lost where losing was allowed, so this check proves nothing.', 1)
  }
  const clean = verdict.troubles.length === 0 && refusals.length === 0
  return clean ? say('CLEAN: thanked = stored = delivered once.', 0) : say('BROKEN', 1)
}

function say(text: string, code: number): number {
  console.log(text)
  return code
}

function report(
  verdict: Verdict,
  run: { killed: Record<string, number>; repeats: number; seconds: number; refusals: string[] },
): void {
  console.log(
    `killed ${Object.entries(run.killed)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')} in ${run.seconds.toFixed(0)} s`,
  )
  console.log(
    `thanked ${verdict.thanked}, stored ${verdict.stored}, delivered ${verdict.delivered}, in the CRM ${verdict.records}, sent again by tills ${run.repeats}`,
  )
  for (const trouble of [...verdict.troubles, ...run.refusals.map(refusal => `refused: ${refusal}`)].slice(0, 20))
    console.log(`  ${trouble}`)
}

function killDatabase(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

async function waiting(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    "select count(*) from app.deliveries where state in ('pending', 'delivering', 'retrying')",
  )
  return Number(rows[0]?.count)
}

/** As the superuser, before whom no walls stand: the books are read whole. */
async function connectAgain(url: string): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch {
      await after(200)
    }
  }
}

async function waitFor(condition: () => boolean | Promise<boolean>, within: number, what: string): Promise<void> {
  const end = performance.now() + within
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}`)
    await after(200)
  }
}
