import type { Ports } from '../../platform/ports.ts'
import type { Scope } from '../../platform/scope.ts'
import type { LaneDeps, WaveAtWork } from './at-work.ts'
import { callOf } from './call.ts'
import type { Claimed } from './claim.ts'
import { type CallRequest, type Connector, deliverSafely, type Result } from './connector.ts'
import { toChange } from './mapping.ts'
import { findSilence, findTrouble, giveBack, type LaneTrouble, settle } from './settle.ts'
import { openWriter } from './writer.ts'

/** Time to write an outcome down while the lease still holds. */
const writingMs = 2000

/**
 * Calls batch by batch, as many at once as the CRM likes, and writes down what comes of each as soon as it is known. Once something is
 * wrong with the whole connection, or we are stopping, the rest is given back untouched. Answers what is wrong.
 */
export async function workWave(scope: Scope, wave: WaveAtWork, deps: LaneDeps): Promise<LaneTrouble | undefined> {
  const { connector, connection, pacer, claimedAt } = wave
  const { clock, ports } = scope
  const { leaseMs, callMs } = deps.times
  const spareMs = () => claimedAt + leaseMs - clock.monotonic() - callMs - writingMs
  const batches = inBatches(wave.items, connector.pace.batch)
  const writer = openWriter(scope, wave, deps)
  deps.metrics.inFlight.inc(wave.items.length)
  try {
    await Promise.all(Array.from({ length: Math.min(connector.pace.concurrency, batches.length) }, workBatches))
    await writer.done()
  } finally {
    deps.metrics.inFlight.dec(wave.items.length)
  }
  return writer.trouble

  async function workBatches(): Promise<void> {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      if (await mayCall()) await callFor(batch)
      else for (const claimed of batch) writer.keep(claimed, giveBack(claimed))
    }
  }

  /** False when the lease would not outlast a call: whoever stalled must not call any more, since others may have taken over. */
  async function mayCall(): Promise<boolean> {
    if (writer.trouble || deps.stopping.aborted || spareMs() < 0) return false
    const ms = pacer.reserve()
    if (ms > spareMs()) return false
    if (ms > 0) await clock.sleep(ms, deps.stopping).catch(() => {})
    return !writer.trouble && !deps.stopping.aborted && spareMs() >= 0
  }

  async function callFor(batch: Claimed[]): Promise<void> {
    const startedAt = clock.now()
    const { results, wrote } = await handOver(ports, wave, batch, callMs)
    const endedAt = clock.now()
    deps.metrics.callSeconds.observe({ connector: connector.name }, Math.max(0, endedAt - startedAt) / 1000)
    writer.trouble ??=
      findTrouble(connection, results) ?? findSilence(connection, connector.spoken ?? connector.label, batch, results)
    for (const [index, result] of results.entries()) {
      const claimed = batch[index]
      if (claimed) writer.keep(claimed, settle(claimed, { result, startedAt, endedAt, wrote }), result)
    }
  }
}

/** One call; `wrote` tells whether anything may have changed in the CRM. */
async function handOver(
  ports: Ports,
  { connector, connection, connectionId }: WaveAtWork,
  batch: Claimed[],
  deadlineMs: number,
): Promise<{ results: Result[]; wrote: boolean }> {
  const call = callOf(ports, connector, { ...connection, id: connectionId }, deadlineMs)
  if (!call) return { results: batch.map(() => incomplete(connector)), wrote: false }
  let wrote = false
  const watched = {
    ...call,
    http: (request: CallRequest) => {
      wrote ||= request.method !== 'GET' && request.reads !== true
      return call.http(request)
    },
  }
  const changes = batch.map(claimed => toChange(claimed, connector.fields === null ? {} : connection.mapping))
  const results = await deliverSafely(connector, watched, changes)
  return { results, wrote }
}

function incomplete(connector: Connector): Result {
  const reason = `What ${connector.label} needs to be reached is not complete.`
  return { outcome: 'disconnected', reason, remedy: 'Look through its settings, then press Reconnect.' }
}

function inBatches<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
