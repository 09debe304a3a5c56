import type { Scope } from '../../platform/scope.ts'

export type Usage = { meter: string; quantity: number }

/** What the account used at or after `from` and before `until`, one entry per meter; sign-ups marked as a test are not in it. */
export async function usageOf(scope: Scope, from: Date, until: Date): Promise<Usage[]> {
  const rows = await scope.tx(tx =>
    tx
      .selectFrom('app.usage_records')
      .select(['meter', eb => eb.fn.sum<string>('quantity').as('quantity')])
      .where('account_id', '=', scope.accountId)
      .where('at', '>=', from)
      .where('at', '<', until)
      .groupBy('meter')
      .orderBy('meter')
      .execute(),
  )
  return rows.map(row => ({ meter: row.meter, quantity: Number(row.quantity) }))
}
