import type { Tx } from '../../platform/db.ts'

/** The account of the transaction, as its own people see it. */
export async function findAccount(tx: Tx) {
  return tx
    .selectFrom('app.accounts')
    .select(['account_id as id', 'name', 'state', 'branding', 'time_zone as timeZone', 'language'])
    .select('minimum_age as minimumAge')
    .executeTakeFirstOrThrow()
}
export type AccountRow = Awaited<ReturnType<typeof findAccount>>
