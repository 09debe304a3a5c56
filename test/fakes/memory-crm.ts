import * as z from 'zod/mini'
import type { Change, Connector, Result } from '../../src/domain/deliveries/connector.ts'

export type LedgerContact = { id: string; email: string | null; fields: Change['fields']; writes: number }
export type Ledger = {
  /** What the CRM has really stored, in the order of creation. */
  contacts: LedgerContact[]
  /** Each change as it was handed over, in order, also those that were not taken. */
  calls: Change[]
  batches: number
  /** Most calls that were under way at the same time, in all and for one customer. */
  busiest: number
  busiestCustomer: number
  connector: Connector
}

/** What a CRM does with a change before it is stored; undefined: stores it. `lost`: stores it, and nobody hears of it. */
export type Behaviour = (
  change: Change,
  call: number,
) => Promise<Result | 'lost' | undefined> | Result | 'lost' | undefined

/**
 * A CRM in memory that keeps a ledger of what it really stored. It joins nothing by itself: a contact is made by whoever does not look
 * first, so a second one for the same address is our fault.
 */
export function openLedger(
  behave: Behaviour = () => undefined,
  given: { name?: string; pace?: Connector['pace']; guarantee?: Connector['guarantee'] } = {},
): Ledger {
  const { name = 'ledger', pace = { batch: 1, concurrency: 4 }, guarantee = 'search-then-create' } = given
  const underWay: string[] = []

  async function deliverOne(change: Change): Promise<Result> {
    const customer = change.person.email ?? change.person.phone ?? change.signupId
    underWay.push(customer)
    ledger.busiest = Math.max(ledger.busiest, underWay.length)
    ledger.busiestCustomer = Math.max(ledger.busiestCustomer, underWay.filter(other => other === customer).length)
    ledger.calls.push(change)
    try {
      const answer = await behave(change, ledger.calls.length)
      if (answer !== undefined && answer !== 'lost') return answer
      const stored = store(change)
      if (answer !== 'lost') return stored
      return { outcome: 'retry', reason: 'The CRM did not answer in time.', lane: true, maybeSent: true }
    } finally {
      underWay.splice(underWay.indexOf(customer), 1)
    }
  }

  function store(change: Change): Result {
    const known = ledger.contacts.find(contact => contact.id === change.recordId)
    // Looks before it creates only when there is reason to; so a lost "maybe sent" shows up as a second contact.
    const found = known ?? (change.maybeSent ? findByEmail(change) : undefined)
    if (found) {
      const blank = (key: string) => !change.fillBlanksOnly || found.fields[key] === undefined
      for (const [key, value] of Object.entries(change.fields)) if (blank(key)) found.fields[key] = value
      found.writes += 1
      return { outcome: 'delivered', recordId: found.id, recordUrl: null, created: false }
    }
    const id = `record-${ledger.contacts.length + 1}`
    ledger.contacts.push({ id, email: change.person.email, fields: { ...change.fields }, writes: 1 })
    return { outcome: 'delivered', recordId: id, recordUrl: `https://crm.example.com/${id}`, created: true }
  }

  function findByEmail(change: Change): LedgerContact | undefined {
    return ledger.contacts.find(contact => contact.email !== null && contact.email === change.person.email)
  }

  const ledger: Ledger = {
    contacts: [],
    calls: [],
    batches: 0,
    busiest: 0,
    busiestCustomer: 0,
    connector: {
      name,
      label: 'Ledger',
      summary: 'Counts.',
      guarantee,
      settings: z.object({}),
      pace,
      fields: { email: 'email', firstName: 'first', lastName: 'last' },
      check: async () => ({ ok: true }),
      deliver: async (_, batch) => {
        ledger.batches += 1
        return Promise.all(batch.map(deliverOne))
      },
    },
  }
  return ledger
}
