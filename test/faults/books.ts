import type pg from 'pg'
import type { FakeRecord } from '../fakes/crm-ledger.ts'
import { addressOf } from './tills.ts'

export type Verdict = {
  thanked: number
  stored: number
  delivered: number
  records: number
  /** Thanked for and not stored. */
  lost: string[]
  /** Everything that is not as it must be, a sentence each. */
  troubles: string[]
}

/** Holds three books against each other: the shoppers', ours, and the CRM's own. */
export async function compareBooks(
  client: pg.Client,
  thanked: ReadonlySet<string>,
  crm: readonly FakeRecord[],
): Promise<Verdict> {
  const stored = await ids(client, 'select id from app.signups')
  const deliveries = await counts(client, 'select signup_id as id, count(*) from app.deliveries group by 1')
  const delivered = await counts(
    client,
    "select signup_id as id, count(*) from app.deliveries where state = 'delivered' group by 1",
  )
  const used = await client.query<{ sum: string }>('select coalesce(sum(quantity), 0) as sum from app.usage_records')
  const records = new Map<string, number>()
  for (const { fields } of crm) {
    const address = String(fields.emailAddress)
    records.set(address, (records.get(address) ?? 0) + 1)
  }

  const lost = [...thanked].filter(id => !stored.has(id))
  const troubles = [
    ...lost.map(id => `${id} was thanked for and is not stored`),
    ...[...stored].filter(id => deliveries.get(id) !== 1).map(id => `${id} has ${deliveries.get(id) ?? 0} deliveries`),
    ...[...stored].filter(id => delivered.get(id) !== 1).map(id => `${id} is not delivered`),
    ...[...stored]
      .filter(id => records.get(addressOf(id)) !== 1)
      .map(id => `${id} is in the CRM ${records.get(addressOf(id)) ?? 0} times`),
    ...(records.size > stored.size ? [`The CRM has ${records.size - stored.size} people that we do not know`] : []),
    ...(Number(used.rows[0]?.sum) === stored.size
      ? []
      : [`Usage says ${used.rows[0]?.sum}, stored are ${stored.size}`]),
  ]
  return {
    ...{ thanked: thanked.size, stored: stored.size, delivered: delivered.size, records: crm.length },
    ...{ lost, troubles },
  }
}

async function ids(client: pg.Client, query: string): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>(query)
  return new Set(rows.map(row => row.id))
}

async function counts(client: pg.Client, query: string): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; count: string }>(query)
  return new Map(rows.map(row => [row.id, Number(row.count)]))
}
