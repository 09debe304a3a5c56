import type { Ports } from '../../platform/ports.ts'
import { accountScope } from '../../platform/scope.ts'
import type { LaneDeps, RunLane } from './at-work.ts'
import { claimWave } from './claim.ts'
import { findConnector } from './connector.ts'
import { openPacer, type Pacer } from './pace.ts'
import { workWave } from './wave.ts'

/** What a lane keeps in mind from one wave to the next. `ahead`: rounds of calls to claim at once. */
type Memory = { pacer: Pacer; ahead: number }

/** A CRM that is quick gets claims for several rounds of calls: fewer, larger transactions. */
const mostAhead = 16
const mostClaimed = 1000

/** Makes the function that works one wave of a connection: claim, hand over, write down. */
export function openLane(ports: Ports, deps: LaneDeps): RunLane {
  const memories = new Map<string, Memory>()

  return async key => {
    const connector = findConnector(deps.connectors, key.connector)
    // Made by a newer release, whose workers know it.
    if (!connector) return 'idle'
    const memory = memories.get(key.connectionId) ?? {
      pacer: openPacer(connector.pace.perSecond, ports.clock),
      ahead: 1,
    }
    memories.set(key.connectionId, memory)
    const scope = accountScope(ports, key.accountId, { kind: 'system', id: 'lanes' })
    const limit = Math.min(mostClaimed, connector.pace.batch * connector.pace.concurrency * memory.ahead)
    // Taken before the claim: what we hold for the lease's end must not lie behind what the database holds for it.
    const claimedAt = ports.clock.monotonic()
    const wave = await claimWave(scope, key.connectionId, { limit, leaseMs: deps.times.leaseMs })
    if (!wave || wave.items.length === 0) {
      memory.ahead = 1
      return 'idle'
    }
    const { pacer } = memory
    const trouble = await workWave(
      scope,
      { ...wave, connectionId: key.connectionId, connector, pacer, claimedAt },
      deps,
    )
    deps.announce(key.accountId)
    const took = (ports.clock.monotonic() - claimedAt) / deps.times.leaseMs
    memory.ahead = trouble ? 1 : nextAhead(memory.ahead, wave.items.length === limit, took)
    return trouble || deps.stopping.aborted ? 'idle' : 'more'
  }
}

/** `took`: the wave's share of the lease. */
function nextAhead(ahead: number, full: boolean, took: number): number {
  if (took > 1 / 4) return Math.max(1, Math.floor(ahead / 2))
  return full && took < 1 / 8 ? Math.min(mostAhead, ahead * 2) : ahead
}
