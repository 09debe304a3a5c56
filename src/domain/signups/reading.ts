import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/errors.ts'
import type { Scope } from '../../platform/scope.ts'
import { allow } from '../accounts/index.ts'
import { attemptsOf, type DeliveryBrief, deliveryBriefs, replayDeliveries } from '../deliveries/index.ts'
import { countMissing } from '../devices/index.ts'
import type { SignupBrief, SignupDetail, SignupListQuery } from './contract.ts'
import * as queries from './queries.ts'
import { tellTimeline } from './timeline.ts'

export type SignupPage = { items: SignupBrief[]; next: string | null }

/** A page of sign-ups, newest first. `next` is null on the last one. */
export async function listSignups(scope: Scope, { cursor, limit, ...filter }: SignupListQuery): Promise<SignupPage> {
  allow(scope, 'signups.read')
  const before = cursor === undefined ? undefined : readCursor(cursor)
  return scope.tx(async tx => {
    const rows = await queries.selectNewest(tx, filter, limit + 1, before)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return { items: await presentAll(tx, page), next: last && rows.length > limit ? cursorOf(last) : null }
  })
}

/**
 * A page of sign-ups in the order of their arrival. Who goes on with `next`, now or next week, sees each exactly once,
 * those included whose transaction commits late; so `next` is never null but before the first sign-up.
 */
export async function listArrivals(
  scope: Scope,
  { cursor, limit, ...filter }: Omit<SignupListQuery, 'search'>,
): Promise<SignupPage> {
  allow(scope, 'signups.read')
  const after = cursor === undefined ? undefined : readCursor(cursor)
  return scope.tx(async tx => {
    const rows = await queries.selectArrivals(tx, filter, limit, after)
    const last = rows.at(-1)
    return { items: await presentAll(tx, rows), next: last ? cursorOf(last) : (cursor ?? null) }
  })
}

/** Throws `Problem('not-found')`, also for a sign-up of another account. */
export async function readSignup(scope: Scope, id: string): Promise<SignupDetail> {
  allow(scope, 'signups.read')
  return scope.tx(async tx => {
    const [row, detail] = [await queries.selectBrief(tx, id), await queries.selectDetail(tx, id)]
    if (!row || !detail) throw new Problem('not-found')
    const deliveries = (await deliveryBriefs(tx, [id])).get(id) ?? []
    const attempts = await attemptsOf(tx, id)
    const { answers, offerCode, durationMs, staffName, formName, formVersion } = detail
    return {
      ...presentBrief(row, deliveries),
      answers: answersOf(row, answers),
      offerCode,
      durationMs,
      staffName,
      formName,
      formVersion,
      consents: (await queries.selectConsents(tx, id)).map(presentConsent),
      timeline: tellTimeline({ row, detail, deliveries, attempts }),
    }
  })
}

/** Sends the parked deliveries of one sign-up again; answers how many. Throws `Problem('not-found')`. */
export async function replaySignup(scope: Scope, id: string): Promise<{ replayed: number }> {
  const row = await scope.tx(tx => queries.selectBrief(tx, id))
  if (!row) throw new Problem('not-found')
  return replayDeliveries(scope, { signup: id })
}

export async function countSignups(scope: Scope): Promise<queries.Counts> {
  allow(scope, 'signups.read')
  return scope.tx(tx => queries.selectCounts(tx, new Date(scope.clock.now())))
}

/** What staff see on the tablet: the last ones of this store, by first name and initial, and how many numbers are missing. */
export async function listRecent(scope: Scope, { pairingId, storeId }: { pairingId: string; storeId: string | null }) {
  allow(scope, 'signups.read')
  return scope.tx(async tx => {
    const filter = storeId === null ? {} : { store: storeId }
    const rows = await queries.selectNewest(tx, filter, recentCount, undefined)
    const briefs = await deliveryBriefs(
      tx,
      rows.map(row => row.id),
    )
    const items = rows.map(row => ({
      id: row.id,
      who: nameShort(row),
      receivedAt: row.receivedAt.toISOString(),
      deliveries: (briefs.get(row.id) ?? []).map(({ connectionName, state, reason, recordUrl }) => ({
        connectionName,
        state,
        reason,
        recordUrl,
      })),
    }))
    return { items, missing: await countMissing(tx, scope.clock.now(), pairingId) }
  })
}

const recentCount = 20

function nameShort({ firstName, lastName, state }: queries.BriefRow): string {
  const initial = lastName === null ? '' : ([...new Intl.Segmenter().segment(lastName.trim())][0]?.segment ?? '')
  const name = [firstName?.trim(), initial && `${initial.toLocaleUpperCase()}.`].filter(Boolean).join(' ')
  return name || (state === 'quarantined' ? 'Set aside' : 'Without a name')
}

async function presentAll(tx: Tx, rows: queries.BriefRow[]): Promise<SignupBrief[]> {
  const deliveries = await deliveryBriefs(
    tx,
    rows.map(row => row.id),
  )
  return rows.map(row => presentBrief(row, deliveries.get(row.id) ?? []))
}

function presentBrief(row: queries.BriefRow, deliveries: DeliveryBrief[]): SignupBrief {
  const { tx: _, sourceKind, sourceId, sourceName, capturedAt, receivedAt, ...rest } = row
  return {
    ...rest,
    source: { kind: sourceKind, id: sourceId, name: sourceName ?? (sourceKind === 'phone-form' ? 'Phone' : '') },
    capturedAt: capturedAt?.toISOString() ?? null,
    receivedAt: receivedAt.toISOString(),
    deliveries,
  }
}

function presentConsent({ textHash, capturedAt, receivedAt, ...rest }: queries.ConsentRow) {
  return {
    ...rest,
    textHash: textHash.toString('hex'),
    capturedAt: capturedAt?.toISOString() ?? null,
    receivedAt: receivedAt.toISOString(),
  }
}

/** All that was answered, whatever column it lies in. */
function answersOf(row: queries.BriefRow, others: string): Record<string, unknown> {
  const { firstName, lastName, email, phone } = row
  const all = { firstName, lastName, email, phone, ...(JSON.parse(others) as Record<string, unknown>) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
}

function cursorOf({ tx, id }: queries.Place): string {
  return Buffer.from(`${tx}.${id}`).toString('base64url')
}

function readCursor(cursor: string): queries.Place {
  const [, tx, id] = /^(\d{1,19})\.([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (tx === undefined || id === undefined || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new Problem('invalid', undefined, { fields: [{ path: 'cursor', message: 'Not a cursor of this list' }] })
  }
  return { tx, id }
}
