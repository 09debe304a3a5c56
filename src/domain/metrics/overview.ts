import type { Scope } from '../../platform/scope.ts'
import { allow } from '../accounts/index.ts'
import { listDevices } from '../devices/index.ts'
import type { Overview } from './contract.ts'
import * as queries from './queries.ts'
import { sentenceOfState } from './sentence.ts'

const steps = ['email', 'store', 'connection', 'device', 'signup'] as const

/** How things stand and how the week goes. */
export async function readOverview(scope: Scope): Promise<Overview> {
  allow(scope, 'overview.read')
  const now = scope.clock.now()
  const tablets = (await listDevices(scope)).filter(device => device.endedAt === null)
  return scope.tx(async tx => {
    const days = await queries.countDays(tx, now)
    const unsettled = await queries.countUnsettled(tx)
    const done = await queries.findSteps(tx)
    const signupsThisWeek = days.reduce((sum, day) => sum + day.count, 0)
    const stores = await queries.countStores(tx, now, signupsThisWeek)
    return {
      sentence: sentenceOfState({ tablets, waitingFor: await queries.findWaiting(tx, now), parked: unsettled.parked }),
      days,
      signupsThisWeek,
      signupsLastWeek: days.reduce((sum, day) => sum + day.before, 0),
      ...(await queries.findShares(tx, now)),
      ...unsettled,
      stores: stores.map(store => ({ ...store, tablets: countTablets(tablets, store.id) })),
      checklist: steps.map(key => ({ key, done: done[key] })),
    }
  })
}

/** Those of one store: on and quiet. */
export function countTablets(
  tablets: { storeId: string; online: boolean }[],
  storeId: string,
): { on: number; quiet: number } {
  const own = tablets.filter(tablet => tablet.storeId === storeId)
  const on = own.filter(tablet => tablet.online).length
  return { on, quiet: own.length - on }
}
