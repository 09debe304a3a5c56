import type pg from 'pg'
import { Counter, Gauge, Histogram } from 'prom-client'
import { isPassing, sqlState } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'
import { gather } from '../../platform/gather.ts'
import type { Ports } from '../../platform/ports.ts'
import { type Row, storeRows, type Verdict } from './store.ts'

export type CaptureItem = Row & { accountId: string }

export type Intake = {
  /**
   * Resolves after the commit that holds the item. Rejects with `unavailable` when the database does not answer or too
   * many wait, `too-many` when one account alone brings more than its share, `invalid` for what cannot be stored.
   */
  capture(item: CaptureItem): Promise<Verdict>
  /** Keeps what was handed in under an id that stands for something else. */
  keepContradiction(item: CaptureItem, body: string): Promise<void>
  /** How many items wait for their commit just now. */
  waiting(): number
  overloaded(): boolean
}

/** Items in one transaction, at most: enough to use a commit well, few enough to hold nobody up. */
const batchSize = 512
/** More than that wait only when the database stands still: then it is kinder to say so. */
const mostWaiting = 16_384
/** No account fills more than a part of the waiting room, so that there is always place for the others. */
const mostWaitingOfAccount = 8192
/** A commit that takes longer is given up; asking again finds out whether it had happened. */
const patienceMs = 15_000
const tries = 4

const intakes = new WeakMap<Ports, Intake>()

/** The one intake of this process: all its sign-ups gather in the same transactions. */
export function intakeOf(ports: Ports): Intake {
  let intake = intakes.get(ports)
  if (!intake) {
    intake = openIntake(ports)
    intakes.set(ports, intake)
  }
  return intake
}

type Outcome = { verdict: Verdict } | { refusal: Problem }

function openIntake(ports: Ports): Intake {
  const { log, wake } = ports
  const meters = openMeters(ports, () => waiting)
  const waitingOf = new Map<string, number>()
  let waiting = 0
  let connection: pg.PoolClient | undefined

  const gathered = gather<CaptureItem, Outcome>(storeAll, { max: batchSize })

  async function capture(item: CaptureItem): Promise<Verdict> {
    admit(item)
    try {
      const outcome = await gathered(item)
      if ('refusal' in outcome) throw outcome.refusal
      return outcome.verdict
    } finally {
      dismiss(item)
    }
  }

  function admit({ accountId }: CaptureItem): void {
    const own = waitingOf.get(accountId) ?? 0
    if (waiting >= mostWaiting) throw unavailable()
    if (own >= mostWaitingOfAccount) {
      throw new Problem(
        'too-many',
        'Too many sign-ups of this account wait to be stored. Please send them again shortly.',
        {
          extra: { retryAfter: 1 },
        },
      )
    }
    waiting += 1
    waitingOf.set(accountId, own + 1)
  }

  function dismiss({ accountId }: CaptureItem): void {
    waiting -= 1
    const own = (waitingOf.get(accountId) ?? 1) - 1
    if (own > 0) waitingOf.set(accountId, own)
    else waitingOf.delete(accountId)
    if (waiting > 0) return
    connection?.release()
    connection = undefined
  }

  async function storeAll(items: CaptureItem[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    for (let turn = items.map((item, index) => ({ item, index })); turn.length > 0; ) {
      const { now, later } = takeTurn(turn)
      const results = await storeTurn(now.map(entry => entry.item))
      for (const [place, { index }] of now.entries()) outcomes[index] = results[place] as Outcome
      turn = later
    }
    return outcomes
  }

  async function storeTurn(items: CaptureItem[]): Promise<Outcome[]> {
    const begun = ports.clock.monotonic()
    for (let attempt = 1; ; attempt++) {
      try {
        const outcomes = (await storeOnce(items)).map(verdict =>
          verdict ? { verdict } : { refusal: unknownCredential() },
        )
        meters.batches.observe(items.length)
        meters.commits.observe((ports.clock.monotonic() - begun) / 1000)
        announce(items, outcomes)
        return outcomes
      } catch (error) {
        const state = sqlState(error)
        if (state !== undefined && !isPassing(error)) {
          // It is about a row: without it, its neighbours can be stored.
          if (items.length > 1) throw error
          return [{ refusal: notStorable(state, error) }]
        }
        log.warn({ state, reason: state ? undefined : String(error), attempt }, 'The intake could not commit a batch')
        if (attempt >= tries) return items.map(() => ({ refusal: unavailable(error) }))
        await ports.clock.sleep(50 * 3 ** (attempt - 1))
      }
    }
  }

  /** Whoever lost the answer on the way asks again: what was committed answers as repeated, with its first answer. */
  async function storeOnce(items: CaptureItem[]): Promise<(Verdict | undefined)[]> {
    // Kept from batch to batch while there are any, so that the next one leaves before the answers of the last are written.
    const client = connection ?? (await ports.db.pool.connect())
    connection = client
    try {
      return await storeRows(client, items, patienceMs)
    } catch (error) {
      connection = undefined
      // A connection of which we do not know what it does is closed and not given to the next one.
      client.release(true)
      throw error
    }
  }

  function announce(items: CaptureItem[], outcomes: Outcome[]): void {
    const accounts = new Set<string>()
    let accepted = 0
    let quarantined = 0
    for (const [index, outcome] of outcomes.entries()) {
      const item = items[index]
      if (!item || 'refusal' in outcome || outcome.verdict.verdict !== 'new') continue
      accounts.add(item.accountId)
      if (outcome.verdict.state === 'quarantined') quarantined += 1
      else accepted += 1
      if (item.number !== null && item.reason === null && outcome.verdict.reason !== null) {
        meters.clones.inc()
        log.error(
          { account: item.accountId, pairing: item.credentialId, number: item.number },
          'A tablet used one number twice: it may have been copied',
        )
      }
    }
    if (accepted > 0) meters.signups.inc({ state: 'accepted' }, accepted)
    if (quarantined > 0) meters.signups.inc({ state: 'quarantined' }, quarantined)
    for (const account of accounts) {
      wake.emit('signups', account)
      wake.emit('deliveries', account)
    }
  }

  async function keepContradiction(item: CaptureItem, body: string): Promise<void> {
    await ports.db.pool.query('select app.keep_contradiction($1, $2, $3, $4, $5)', [
      item.credentialId,
      item.id,
      Buffer.from(item.digest, 'hex'),
      'Another sign-up has this id',
      body,
    ])
    meters.signups.inc({ state: 'contradicting' })
  }

  return { capture, keepContradiction, waiting: () => waiting, overloaded: () => waiting >= mostWaiting / 2 }
}

type Turn = { item: CaptureItem; index: number }

/** Two items of one id, or of one number of a tablet, are stored one after the other, so that the second meets the first. */
function takeTurn(turn: Turn[]): { now: Turn[]; later: Turn[] } {
  const taken = new Set<string>()
  const now: Turn[] = []
  const later: Turn[] = []
  for (const entry of turn) {
    const { item } = entry
    const name = `${item.accountId} ${item.id}`
    const count = item.number === null ? name : `${item.credentialId} ${item.number}`
    if (taken.has(name) || taken.has(count)) later.push(entry)
    else now.push(entry)
    taken.add(name)
    taken.add(count)
  }
  return { now, later }
}

function unavailable(cause?: unknown): Problem {
  return new Problem(
    'unavailable',
    'Sign-ups cannot be stored just now. Please send it again: it will be taken once.',
    {
      extra: { retryAfter: 1 },
      cause,
    },
  )
}
function unknownCredential(): Problem {
  return new Problem('unauthenticated', 'This key is not known here')
}
/** Class 22 of SQLSTATE is about data; anything else is our mistake. */
function notStorable(state: string, cause: unknown): Problem {
  return state.startsWith('22')
    ? new Problem('invalid', 'This holds something that cannot be stored', { cause })
    : new Problem('internal', undefined, { cause })
}

function openMeters(ports: Ports, waiting: () => number) {
  const registers = [ports.metrics]
  const room: Gauge = new Gauge({
    name: 'customerinfo_intake_waiting',
    help: 'Sign-ups that wait for their commit',
    registers,
    collect: () => room.set(waiting()),
  })
  return {
    signups: new Counter({
      name: 'customerinfo_signups_total',
      help: 'Sign-ups stored, by state',
      labelNames: ['state'],
      registers,
    }),
    clones: new Counter({
      name: 'customerinfo_clone_alarms_total',
      help: 'Numbers that a tablet used twice',
      registers,
    }),
    batches: new Histogram({
      name: 'customerinfo_intake_batch_size',
      help: 'Sign-ups in one transaction',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
      registers,
    }),
    commits: new Histogram({
      name: 'customerinfo_intake_commit_seconds',
      help: 'Time from the start of a transaction to its commit',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
  }
}
