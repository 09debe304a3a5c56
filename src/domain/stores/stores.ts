import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'
import { sha256, uuidv7 } from '../../platform/ids.ts'
import type { Scope } from '../../platform/scope.ts'
import { allow, audit } from '../accounts/index.ts'
import type { StoreView } from './contract.ts'
import { phoneFormToken, phoneFormUrl } from './phone-form.ts'
import * as queries from './queries.ts'
import { protectPin } from './staff-pin.ts'

export type NewStore = { name: string; country: string; timeZone: string; formId?: string }

export async function listStores(scope: Scope): Promise<StoreView[]> {
  allow(scope, 'stores.read')
  const [stores, staff] = await scope.tx(async tx => [await queries.selectStores(tx), await queries.selectStaff(tx)])
  return stores.map(store => present(scope, store, staff))
}

export async function createStore(scope: Scope, input: NewStore): Promise<StoreView> {
  allow(scope, 'stores.create')
  return scope.tx(async tx => readStore(scope, tx, await addStore(tx, scope, input)))
}

/** As a part of something larger (a registration): makes the store with its phone form, answers its id. */
export async function addStore(tx: Tx, scope: Scope, input: NewStore): Promise<string> {
  const id = uuidv7(scope.clock)
  const at = new Date(scope.clock.now())
  const formId = input.formId ?? (await queries.firstFormId(tx))
  await queries.insertStore(tx, scope.accountId, { ...input, id, formId, at })
  await queries.insertPhoneForm(tx, scope.accountId, {
    id: uuidv7(scope.clock),
    storeId: id,
    secretHash: sha256(phoneFormToken(scope.ports, id)),
    at,
  })
  await audit(tx, scope, 'create store', id)
  return id
}

export async function changeStore(
  scope: Scope,
  storeId: string,
  change: { name?: string | undefined; staffPin?: string | undefined },
): Promise<StoreView> {
  allow(scope, 'stores.change')
  // Before the transaction: hashing takes a tenth of a second, for which no connection should wait.
  const staffPin = change.staffPin === undefined ? undefined : await protectPin(change.staffPin)
  const view = await scope.tx(async tx => {
    const found = await queries.updateStore(tx, storeId, {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(staffPin === undefined ? {} : { staffPin }),
    })
    if (!found) throw new Problem('not-found')
    const fields = Object.keys(change).filter(key => change[key as keyof typeof change] !== undefined)
    await audit(tx, scope, 'change store', storeId, { fields })
    return readStore(scope, tx, storeId)
  })
  scope.ports.wake.emit('devices', scope.accountId)
  return view
}

/** Adds a person whom the tablet offers under "who serves". */
export async function addStaff(scope: Scope, storeId: string, name: string): Promise<StoreView> {
  allow(scope, 'stores.change')
  const view = await scope.tx(async tx => {
    if (!(await queries.selectStore(tx, storeId))) throw new Problem('not-found')
    const id = uuidv7(scope.clock)
    await queries.insertStaff(tx, scope.accountId, { id, storeId, name, at: new Date(scope.clock.now()) })
    await audit(tx, scope, 'add staff', id)
    return readStore(scope, tx, storeId)
  })
  scope.ports.wake.emit('devices', scope.accountId)
  return view
}

export async function removeStaff(scope: Scope, storeId: string, staffId: string): Promise<void> {
  allow(scope, 'stores.change')
  await scope.tx(async tx => {
    const ended = await queries.endStaff(tx, { id: staffId, storeId, at: new Date(scope.clock.now()) })
    if (!ended) throw new Problem('not-found')
    await audit(tx, scope, 'remove staff', staffId)
  })
  scope.ports.wake.emit('devices', scope.accountId)
}

async function readStore(scope: Scope, tx: Tx, storeId: string): Promise<StoreView> {
  const store = await queries.selectStore(tx, storeId)
  if (!store) throw new Problem('not-found')
  return present(scope, store, await queries.selectStaff(tx, storeId))
}

function present(
  scope: Scope,
  store: queries.StoreRow,
  staff: { id: string; storeId: string; name: string }[],
): StoreView {
  return {
    id: store.id,
    name: store.name,
    country: store.country,
    timeZone: store.timeZone,
    hasStaffPin: store.staffPin !== null,
    staff: staff.filter(person => person.storeId === store.id).map(({ id, name }) => ({ id, name })),
    phoneFormUrl: phoneFormUrl(scope.ports, store.id),
  }
}
