import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type DeliveryMetrics = ReturnType<typeof make>

/** The numbers of the lanes; the same ones for whoever asks with the same registry. */
export function deliveryMetrics(registry: Registry): DeliveryMetrics {
  const known = made.get(registry) ?? make(registry)
  made.set(registry, known)
  return known
}
const made = new WeakMap<Registry, DeliveryMetrics>()

function make(registry: Registry) {
  const registers = [registry]
  return {
    outcomes: new Counter({
      name: 'customerinfo_deliveries_total',
      help: 'Attempts to hand a change over, by connector and outcome',
      labelNames: ['connector', 'outcome'],
      registers,
    }),
    callSeconds: new Histogram({
      name: 'customerinfo_delivery_call_seconds',
      help: 'Time that a call to a CRM took, by connector',
      labelNames: ['connector'],
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    waitSeconds: new Histogram({
      name: 'customerinfo_delivery_wait_seconds',
      help: 'Time from the sign-up being stored to the CRM having it',
      labelNames: ['connector'],
      buckets: [0.05, 0.1, 0.5, 1, 5, 30, 300, 3600, 86_400, 604_800],
      registers,
    }),
    inFlight: new Gauge({
      name: 'customerinfo_deliveries_in_flight',
      help: 'Changes that this process holds under a lease',
      registers,
    }),
    backlog: new Gauge({
      name: 'customerinfo_deliveries_backlog',
      help: 'Deliveries of all accounts by state: waiting (pending or retrying) and parked',
      labelNames: ['state'],
      registers,
    }),
    staleFences: new Counter({
      name: 'customerinfo_delivery_stale_fences_total',
      help: 'Outcomes that were not written because the lease had passed to somebody else',
      registers,
    }),
    takenBack: new Counter({
      name: 'customerinfo_delivery_leases_taken_back_total',
      help: 'Deliveries taken back from a worker that died',
      registers,
    }),
    parkedByAge: new Counter({
      name: 'customerinfo_deliveries_parked_by_age_total',
      help: 'Deliveries parked after 30 days',
      registers,
    }),
  }
}
