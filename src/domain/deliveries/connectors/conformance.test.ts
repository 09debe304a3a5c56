import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FakeCrm, openFakeCrm } from '../../../../test/fakes/crm.ts'
import { type Dialect, espoDialect, practiceDialect, webhookDialect } from '../../../../test/fakes/dialects.ts'
import { type MisdeedName, misdeeds } from '../../../../test/fakes/misdeeds.ts'
import { callTo, changeFor, handOver, openTestOutbound } from '../../../../test/support/handing-over.ts'
import { type Change, type Connector, checkSafely, type Result } from '../connector.ts'
import { connectors } from './registry.ts'

/** Every connector needs a fake that speaks its language. */
const dialects: Record<string, () => Dialect> = {
  practice: practiceDialect,
  espocrm: espoDialect,
  webhook: webhookDialect,
}

/** What the first answer must be, where it is the same for all; see `expectedOutcome` for the rest. */
const firstOutcome: Partial<Record<MisdeedName, Result['outcome']>> = {
  'accept-then-500': 'retry',
  'too-many': 'retry',
  'too-many-silent': 'retry',
  'too-many-absurd': 'retry',
  'too-many-nonsense': 'retry',
  'throttled-403': 'retry',
  'error-500': 'retry',
  'bad-gateway': 'retry',
  'service-unavailable': 'retry',
  'request-timeout': 'retry',
  forbidden: 'disconnected',
  unauthorized: 'disconnected',
  'redirect-private': 'disconnected',
  gone: 'disconnected',
  'nothing-there': 'disconnected',
  'field-required': 'rejected',
  'value-removed': 'rejected',
  'field-too-short': 'rejected',
  refused: 'rejected',
  conflict: 'rejected',
  forgets: 'delivered',
}
/** For those that only count what was answered, a 2xx with a strange body is a yes. */
const yesWithStrangeBody = ['accept-then-garbage', 'empty-body', 'garbage', 'error-inside-200', 'mixed-207']

const outbound = openTestOutbound()
afterAll(() => outbound.close())

/** These never end by themselves; whatever else a CRM does, it answers, however slow the machine is. */
const silences: MisdeedName[] = ['hang', 'accept-then-hang', 'slow-loris']
const patienceFor = (misdeed: MisdeedName) => (silences.includes(misdeed) ? 400 : 10_000)

describe.each(connectors.map(connector => [connector.name, connector] as const))('%s', (name, connector) => {
  let crm: FakeCrm
  let now: number
  beforeEach(async () => {
    const dialect = dialects[name]
    if (!dialect) throw new Error(`There is no fake for ${name}: write one in test/fakes/dialects.ts`)
    crm = await openFakeCrm(dialect())
    now = Date.now()
  })
  afterEach(() => crm.close())

  const circumstances = (ms: number) => ({ outbound, deadlineMs: ms, now: () => now })
  const hand = (change: Change, ms = 10_000) => handOver(connector, crm, [change], circumstances(ms))

  test('hands a new customer over, once, and updates the same record the next time', async () => {
    const [first] = await hand(changeFor(crm))
    expect(first).toMatchObject({ outcome: 'delivered' })
    const recordId = first?.outcome === 'delivered' ? first.recordId : null
    const again = { ...changeFor(crm), recordId }
    expect(await hand(again)).toMatchObject([{ outcome: 'delivered', recordId }])
    expect(crm.ledger.records).toHaveLength(1)
  })

  test('can be checked, and says in plain words what is wrong with a key', async () => {
    const call = callTo(connector, crm, circumstances(10_000))
    expect(await checkSafely(connector, call)).toMatchObject({ ok: true })
    expect(crm.ledger.records).toHaveLength(0)
    for (const misdeed of ['unauthorized', 'forbidden', 'redirect-private', 'hang', 'error-500', 'garbage'] as const) {
      crm.next(misdeed)
      const result = await checkSafely(connector, callTo(connector, crm, circumstances(patienceFor(misdeed))))
      const words = result.ok ? ['fine'] : [result.reason, result.remedy]
      for (const text of words) expectPlainWords(text, crm)
    }
    await crm.goDown()
    expect(await checkSafely(connector, callTo(connector, crm, circumstances(10_000)))).toMatchObject({ ok: false })
    await crm.comeBack()
  })

  test('asks each setting with a title, and takes what the fake is set up with', () => {
    expect(connector.settings.safeParse(crm.settings).success).toBe(true)
    expect(connector.settings.safeParse({}).success).toBe(false)
  })

  test('a CRM that is switched off is tried again later, and nothing was sent', async () => {
    await crm.goDown()
    expect(await hand(changeFor(crm))).toMatchObject([{ outcome: 'retry', lane: true, maybeSent: false }])
    await crm.comeBack()
    expect(await hand(changeFor(crm))).toMatchObject([{ outcome: 'delivered' }])
    expect(crm.ledger.records).toHaveLength(1)
  })

  const cases = (Object.keys(misdeeds) as MisdeedName[]).flatMap(misdeed =>
    misdeeds[misdeed].writesOnly
      ? [[misdeed, 'write'] as const]
      : [[misdeed, 'call'] as const, [misdeed, 'write'] as const],
  )
  test.each(cases)('when the CRM does "%s" at a %s', async (misdeed, at) => {
    crm.next(misdeed, at)
    const begun = performance.now()
    let change = changeFor(crm)
    let result = await handOne(change, patienceFor(misdeed))
    expect(performance.now() - begun).toBeLessThan(patienceFor(misdeed) + 1_500)
    expect(result.outcome).toBe(expectedOutcome(connector, misdeed))

    // What the deliveries do with it: again after the pause, with what is known by then, until it is decided.
    for (let tries = 0; result.outcome === 'retry' && tries < 5; tries += 1) {
      change = { ...change, maybeSent: result.maybeSent, maybeSentAt: result.maybeSent ? now : null }
      now += result.afterMs ?? 60_000
      result = await handOne(change)
    }
    expect(result.outcome).not.toBe('retry')
    expect(crm.ledger.records.length).toBeLessThanOrEqual(1)
    const settled = result.outcome === 'delivered' && misdeed !== 'forgets' && !falseYes(connector, misdeed)
    expect(crm.ledger.records.length).toBeGreaterThanOrEqual(settled ? 1 : 0)
    if (!settled && misdeed !== 'forgets' && !falseYes(connector, misdeed)) await expectRepairable(change, result)
  })

  /** A person mends it and presses the button: it arrives once. What may have been taken is not sent by itself. */
  async function expectRepairable(change: Change, result: Result): Promise<void> {
    const before = crm.calls.length
    const ambiguous = result.outcome === 'rejected' && result.code === 'maybe-sent'
    const repeated = ambiguous ? await handOne({ ...change, maybeSent: true }) : result
    expect([repeated, crm.calls.length]).toEqual([result, before])
    const [last] = await hand({ ...change, maybeSent: false })
    expect(last?.outcome).toBe('delivered')
    expect(crm.ledger.records).toHaveLength(1)
  }

  async function handOne(change: Change, ms = 10_000): Promise<Result> {
    const results = await hand(change, ms)
    expect(results).toHaveLength(1)
    const [result] = results
    if (!result) throw new Error('no result')
    for (const text of wordsOf(result)) expectPlainWords(text, crm)
    const afterMs = result.outcome === 'retry' ? (result.afterMs ?? 0) : 0
    expect(afterMs).toBeGreaterThanOrEqual(0)
    expect(afterMs).toBeLessThanOrEqual(3_600_000)
    return result
  }

  test('gives one result per change when the key runs out in the middle', async () => {
    const batch = ['Ada', 'Grace', 'Emmy', 'Sofia'].map(firstName => changeFor(crm, { firstName }))
    crm.always('unauthorized')
    const results = await handOver(connector, crm, batch, circumstances(10_000))
    expect(results.map(result => result.outcome)).toEqual(batch.map(() => 'disconnected'))
    expect(crm.calls).toHaveLength(1)
  })
})

function expectedOutcome(connector: Connector, misdeed: MisdeedName): Result['outcome'] {
  const same = firstOutcome[misdeed]
  if (same) return same
  if (connector.guarantee !== 'append-only') return 'retry'
  if (yesWithStrangeBody.includes(misdeed)) return 'delivered'
  // An answer that never came, or never ended: it may have been taken, and is not repeated.
  return 'rejected'
}

function wordsOf(result: Result): string[] {
  if (result.outcome === 'delivered') return []
  return [result.reason, ...('remedy' in result && result.remedy ? [result.remedy] : [])]
}

function falseYes(connector: Connector, misdeed: MisdeedName): boolean {
  return connector.guarantee === 'append-only' && yesWithStrangeBody.includes(misdeed)
}

/** For a shopkeeper: no codes, no words of programmers, no addresses of ours, and above all no key. */
function expectPlainWords(text: string, crm: FakeCrm): void {
  expect(text).not.toMatch(
    /\b[1-5]\d\d\b|http|json|\beconn|undefined|null|\bNaN\b|timed? ?out|exception|stack|html|payload/i,
  )
  for (const secret of Object.values(crm.settings).filter(value => !value.startsWith('http'))) {
    expect(text).not.toContain(secret)
  }
  expect(text).toMatch(/^[A-Z0-9].*[.]$|^fine$/s)
}
