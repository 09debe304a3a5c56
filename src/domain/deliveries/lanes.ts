import type { Ports } from '../../platform/ports.ts'
import type { LaneTimes, RunLane } from './at-work.ts'
import type { Connectors } from './connector.ts'
import { connectors as registered } from './connectors/registry.ts'
import { openLane } from './lane.ts'
import { deliveryMetrics } from './metrics.ts'
import { openRota } from './rota.ts'
import {
  countBacklog,
  findDueLanes,
  type LaneKey,
  parkWhatWaitedTooLong,
  skipOfDeleted,
  takeBackExpired,
} from './sweep.ts'
import { announceLongTrouble } from './trouble.ts'

export type LaneOptions = {
  connectors?: Connectors
  /** Connections that are worked at the same time in this process. */
  maxLanes?: number
  /** Milliseconds between looks for what no wake-up told of. */
  sweepMs?: number
  times?: LaneTimes
}

export type Lanes = {
  /** Looks for due deliveries of an account now. */
  wake(accountId: string): void
  /** Claims nothing more; resolves when the calls under way are answered (they have a deadline) and written down, and the rest is given back. */
  stop(): Promise<void>
}

/** Between counts of the backlog, which look at all of it. */
const countMs = 60_000
/** A lease outlasts the call that is made under it: no fence in the database stops a call. */
const usualTimes: LaneTimes = { leaseMs: 20_000, callMs: 10_000 }

/**
 * Hands over what is due, each connection at its own pace and with its own back-off, so that a dead one slows nobody else.
 * Rows are the truth; wake-ups only make it quick.
 */
export function startLanes(ports: Ports, options: LaneOptions = {}): Lanes {
  const { maxLanes = 64, sweepMs = 5000, times = usualTimes } = options
  const stopping = new AbortController()
  const metrics = deliveryMetrics(ports.metrics)
  const due = openDueDates(ports, sweepMs, stopping.signal)
  const runLane: RunLane = openLane(ports, {
    connectors: options.connectors ?? registered,
    times,
    metrics,
    stopping: stopping.signal,
    dueAt: due.remember,
    announce: accountId => announceQuietly(accountId),
  })
  // A quarter at most for one account: one with many dead connections leaves room for the others.
  const rota = openRota<LaneKey>(
    {
      max: maxLanes,
      maxPerGroup: Math.max(1, Math.floor(maxLanes / 4)),
      groupOf: key => key.accountId,
      idOf: key => key.connectionId,
    },
    async key => {
      try {
        return await runLane(key)
      } catch (error) {
        // The database is away or something of ours is wrong: the rows stay as they are, and the next sweep tries again.
        ports.log.error({ err: error, account: key.accountId, connection: key.connectionId }, 'A lane stumbled')
        return 'idle'
      }
    },
  )

  const woken = new Set<string>()
  let looking = false
  let announcing = false
  const unlisten = ports.wake.on('deliveries', accountId => {
    // Our own announcement of what was delivered wakes those who watch, not us.
    if (!announcing) wake(accountId)
  })
  const sweeping = sweepAgainAndAgain()

  function announceQuietly(accountId: string): void {
    announcing = true
    ports.wake.emit('deliveries', accountId)
    announcing = false
  }

  function wake(accountId: string): void {
    woken.add(accountId)
    if (!looking) void lookForWoken()
  }

  async function lookForWoken(): Promise<void> {
    looking = true
    while (woken.size > 0 && !stopping.signal.aborted) {
      const accounts = [...woken]
      woken.clear()
      await quietly(async () => {
        for (const key of await findDueLanes(ports, accounts)) rota.add(key)
      })
    }
    looking = false
  }

  async function sweepAgainAndAgain(): Promise<void> {
    let countedAt = Number.NEGATIVE_INFINITY
    while (!stopping.signal.aborted) {
      await quietly(async () => {
        metrics.takenBack.inc(await takeBackExpired(ports, times.leaseMs))
        metrics.parkedByAge.inc(await parkWhatWaitedTooLong(ports))
        await skipOfDeleted(ports)
        await announceLongTrouble(ports)
        for (const key of await findDueLanes(ports)) rota.add(key)
        if (ports.clock.monotonic() - countedAt < countMs) return
        countedAt = ports.clock.monotonic()
        for (const [state, count] of Object.entries(await countBacklog(ports))) metrics.backlog.set({ state }, count)
      })
      await due.next()
    }
  }

  async function quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!stopping.signal.aborted)
        ports.log.warn({ err: error }, 'Due deliveries could not be looked up; trying again soon')
    }
  }

  return {
    wake,
    async stop() {
      unlisten()
      stopping.abort()
      rota.close()
      await Promise.all([rota.idle(), sweeping])
    },
  }
}

/** When to look again: after the usual pause, or when a retry that this process knows of comes due. */
function openDueDates(ports: Pick<Ports, 'clock'>, sweepMs: number, stopping: AbortSignal) {
  let earliest = Number.POSITIVE_INFINITY
  let nudge = new AbortController()
  let until = 0
  return {
    remember(at: number): void {
      earliest = Math.min(earliest, at)
      if (earliest < until) nudge.abort()
    },
    async next(): Promise<void> {
      const { clock } = ports
      // By the clock that only goes forward: one that is set back by an hour must not make us sleep that hour.
      const end = clock.monotonic() + sweepMs
      while (!stopping.aborted) {
        nudge = new AbortController()
        const ms = Math.min(end - clock.monotonic(), earliest - clock.now())
        until = clock.now() + ms
        if (ms <= 0) break
        await clock.sleep(ms, AbortSignal.any([stopping, nudge.signal])).catch(() => {})
      }
      until = 0
      if (earliest <= clock.now()) earliest = Number.POSITIVE_INFINITY
    },
  }
}
