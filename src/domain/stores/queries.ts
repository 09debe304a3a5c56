import type { Tx } from '../../platform/db.ts'
import type { StaffPin } from './staff-pin.ts'

const columns = [
  'id',
  'name',
  'country',
  'time_zone as timeZone',
  'form_id as formId',
  'staff_pin as staffPin',
] as const

export async function selectStores(tx: Tx) {
  const rows = await tx.selectFrom('app.stores').select(columns).orderBy('created_at').orderBy('id').execute()
  return rows.map(presentStore)
}

export async function selectStore(tx: Tx, storeId: string) {
  const row = await tx.selectFrom('app.stores').select(columns).where('id', '=', storeId).executeTakeFirst()
  return row && presentStore(row)
}
export type StoreRow = NonNullable<Awaited<ReturnType<typeof selectStore>>>

function presentStore<T extends { staffPin: unknown }>(row: T) {
  return { ...row, staffPin: row.staffPin as StaffPin | null }
}

/** Who serves now, at one store or at all of them. */
export async function selectStaff(tx: Tx, storeId?: string) {
  return tx
    .selectFrom('app.staff')
    .select(['id', 'store_id as storeId', 'name'])
    .where('ended_at', 'is', null)
    .$if(storeId !== undefined, query => query.where('store_id', '=', storeId as string))
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function insertStore(
  tx: Tx,
  accountId: string,
  store: { id: string; name: string; country: string; timeZone: string; formId: string | null; at: Date },
): Promise<void> {
  await tx
    .insertInto('app.stores')
    .values({
      account_id: accountId,
      id: store.id,
      name: store.name,
      country: store.country,
      time_zone: store.timeZone,
      form_id: store.formId,
      created_at: store.at,
    })
    .execute()
}

export async function insertPhoneForm(
  tx: Tx,
  accountId: string,
  form: { id: string; storeId: string; secretHash: Buffer; at: Date },
): Promise<void> {
  await tx
    .insertInto('directory.credentials')
    .values({
      account_id: accountId,
      id: form.id,
      kind: 'phone-form',
      secret_hash: form.secretHash,
      store_id: form.storeId,
      created_at: form.at,
    })
    .execute()
}

/** The form that the account's first store shows: what a new store begins with. */
export async function firstFormId(tx: Tx): Promise<string | null> {
  const row = await tx
    .selectFrom('app.stores')
    .select('form_id')
    .where('form_id', 'is not', null)
    .orderBy('created_at')
    .executeTakeFirst()
  return row?.form_id ?? null
}

/** Answers whether there was such a store. */
export async function updateStore(
  tx: Tx,
  storeId: string,
  change: { name?: string; staffPin?: StaffPin; formId?: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('app.stores')
    .set({
      id: storeId,
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.staffPin === undefined ? {} : { staff_pin: JSON.stringify(change.staffPin) }),
      ...(change.formId === undefined ? {} : { form_id: change.formId }),
    })
    .where('id', '=', storeId)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function insertStaff(
  tx: Tx,
  accountId: string,
  staff: { id: string; storeId: string; name: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('app.staff')
    .values({ account_id: accountId, id: staff.id, store_id: staff.storeId, name: staff.name, created_at: staff.at })
    .execute()
}

/** The row stays, since sign-ups name who served. Answers whether there was one to end. */
export async function endStaff(tx: Tx, staff: { id: string; storeId: string; at: Date }): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('app.staff')
    .set({ ended_at: staff.at })
    .where('id', '=', staff.id)
    .where('store_id', '=', staff.storeId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
