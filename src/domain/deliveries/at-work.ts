import type { Wave } from './claim.ts'
import type { Connector, Connectors } from './connector.ts'
import type { DeliveryMetrics } from './metrics.ts'
import type { Pacer } from './pace.ts'
import type { LaneKey } from './sweep.ts'

export type LaneTimes = {
  /** How long a claim holds. */
  leaseMs: number
  /** The longest that handing over one batch may take; well below the lease. */
  callMs: number
}
export type RunLane = (key: LaneKey) => Promise<'more' | 'idle'>

export type LaneDeps = {
  connectors: Connectors
  times: LaneTimes
  metrics: DeliveryMetrics
  stopping: AbortSignal
  /** Told when a retry will be due (milliseconds since 1970). */
  dueAt(at: number): void
  announce(accountId: string): void
}

export type WaveAtWork = Wave & {
  connectionId: string
  connector: Connector
  pacer: Pacer
  /** By the monotonic clock, at or before the lease's beginning. */
  claimedAt: number
}
