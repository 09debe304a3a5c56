import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bench, lanesBench } from '../../../test/builders/lanes.ts'
import { type Behaviour, openLedger } from '../../../test/fakes/memory-crm.ts'
import { until } from '../../../test/support/until.ts'
import type { Lanes } from './index.ts'

const { bench, closeAll } = lanesBench()

const customers = ['ada', 'grace', 'emmy'] as const
let runs = 0
/** What happens, one after the other: sign-ups of a customer, time that passes, workers that come, stop or die. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('sign-up' as const), who: fc.constantFrom(...customers) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 9000 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('start' as const, 'stop' as const, 'kill' as const) }) },
)
const mischief = fc.array(fc.constantFrom('well', 'well', 'lost', 'busy', 'down'), { maxLength: 8 })

test('whatever happens in whatever order: each customer once, the last word counts, nothing is forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), mischief, async (steps, moods) => {
      runs += 1
      const b = await bench([`ledger-${runs}`])
      const ledger = openLedger(behaveAs(moods), { name: `ledger-${runs}` })
      const said = new Map<string, string>()
      const workers: { lanes: Lanes; die(): void }[] = []
      const start = () => {
        const { lanes, ports } = b.work([ledger])
        workers.push({
          lanes,
          die() {
            // Whatever it writes from now on goes nowhere, as with a process that is gone.
            ports.db.transaction = () => Promise.reject(new Error('killed'))
          },
        })
      }
      start()
      for (const [index, now] of steps.entries()) {
        if (now.do === 'sign-up') {
          const words = `${now.who} ${index}`
          said.set(`${now.who}@example.com`, words)
          await b.put([{ email: `${now.who}@example.com`, firstName: words }])
          for (const worker of workers) worker.lanes.wake(b.retailer.accountId)
        } else if (now.do === 'wait') {
          await b.clock.advance(now.ms)
        } else if (now.do === 'start') {
          if (workers.length < 3) start()
        } else if (now.do === 'stop') {
          await workers.pop()?.lanes.stop()
        } else {
          workers.pop()?.die()
        }
      }
      start()
      await allDelivered(b)
      // The next run has a time of its own, in which these would take for expired what is not.
      await closeAll()
      const contacts = ledger.contacts.map(contact => [contact.email, contact.fields.first] as const)
      expect(new Map(contacts)).toEqual(said)
      expect(contacts).toHaveLength(said.size)
      expect(ledger.busiestCustomer).toBeLessThanOrEqual(1)
    }),
    { numRuns: 15 },
  )
})

/** Goes through the moods call by call, and then stays well. */
function behaveAs(moods: string[]): Behaviour {
  return async (_, call) => {
    await new Promise(resolve => setImmediate(resolve))
    const mood = moods[call - 1] ?? 'well'
    if (mood === 'lost') return 'lost'
    if (mood === 'well') return undefined
    return { outcome: 'retry', reason: 'Not now.', lane: mood === 'down', maybeSent: false }
  }
}

async function allDelivered(b: Bench): Promise<void> {
  await until(
    async () => {
      if ((await b.rows()).every(row => row.state === 'delivered')) return true
      await b.clock.advance(5000)
      return false
    },
    { within: 60_000, what: 'everything to be delivered' },
  )
}
