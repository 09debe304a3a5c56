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
    return {
      sentence: sentenceOfState({ tablets, waitingFor: await queries.findWaiting(tx, now), parked: unsettled.parked }),
      days,
      signupsThisWeek: days.reduce((sum, day) => sum + day.count, 0),
      signupsLastWeek: days.reduce((sum, day) => sum + day.before, 0),
      ...(await queries.findShares(tx, now)),
      ...unsettled,
      checklist: steps.map(key => ({ key, done: done[key] })),
    }
  })
}
