import { isPassing, type Tx } from '../../platform/db.ts'
import { gather } from '../../platform/gather.ts'
import type { Scope } from '../../platform/scope.ts'
import type { LaneDeps, WaveAtWork } from './at-work.ts'
import type { Claimed } from './claim.ts'
import type { Result } from './connector.ts'
import { type Saving, saveOutcomes } from './save.ts'
import type { LaneTrouble } from './settle.ts'
import { noteRefusal, noteSuccess, noteTrouble } from './trouble.ts'

type Entry = { claimed: Claimed; saving: Saving; result: Result | undefined }

export type Writer = {
  /** What is wrong with the connection as a whole; written with the next outcome. */
  trouble: LaneTrouble | undefined
  /** Writes an outcome soon, together with others. Never throws. `result` is undefined when no call was made. */
  keep(claimed: Claimed, saving: Saving, result?: Result): void
  /** Resolves when everything that was kept is written, or given up. */
  done(): Promise<void>
}

const writtenTogether = 500
const againMs = 250

/** Writes the outcomes of one wave: what arrives during one transaction goes with the next. */
export function openWriter(scope: Scope, wave: WaveAtWork, deps: LaneDeps): Writer {
  const { connectionId, connection, connector } = wave
  const pending: Promise<unknown>[] = []
  let noted = false
  const write = gather<Entry, undefined>(writeAll, { max: writtenTogether })

  const writer: Writer = {
    trouble: undefined,
    keep(claimed, saving, result) {
      pending.push(
        write({ claimed, saving, result }).catch((error: unknown) => {
          // Its lease runs out, and whoever takes it up looks before repeating the call.
          scope.log.error({ err: error, delivery: claimed.id }, 'The outcome of a delivery could not be written down')
        }),
      )
    },
    async done() {
      await Promise.all(pending)
    },
  }
  return writer

  async function writeAll(entries: Entry[]): Promise<undefined[]> {
    // As it is now: what turns up while this is being written is noted with the outcome that tells of it.
    const { trouble } = writer
    const written = await insist(() => scope.tx(tx => writeIn(tx, entries, trouble)))
    noted ||= trouble !== undefined
    for (const entry of entries) count(entry, written.has(entry.saving.id))
    return entries.map(() => undefined)
  }

  async function writeIn(tx: Tx, entries: Entry[], trouble: LaneTrouble | undefined): Promise<Set<string>> {
    const ids = await saveOutcomes(
      scope,
      tx,
      connectionId,
      entries.map(entry => entry.saving),
    )
    if (trouble) {
      if (!noted) await noteTrouble(tx, scope, connectionId, connection.epoch, trouble)
    } else if (entries.some(entry => entry.saving.state === 'delivered' && ids.has(entry.saving.id))) {
      await noteSuccess(tx, scope, connectionId, connection)
    } else if (entries.some(entry => isRefused(entry) && ids.has(entry.saving.id))) {
      await noteRefusal(tx, scope, connectionId, connection)
    }
    return ids
  }

  /** A database that is away for a moment is no reason to forget what a CRM has said; after the lease it is too late. */
  async function insist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        const leaseLeft = wave.claimedAt + deps.times.leaseMs - scope.clock.monotonic()
        if (leaseLeft < againMs || !isPassing(error)) throw error
        await scope.clock.sleep(againMs)
      }
    }
  }

  function count({ claimed, saving, result }: Entry, written: boolean): void {
    if (!written) {
      deps.metrics.staleFences.inc()
      scope.log.warn(
        { delivery: claimed.id, fence: claimed.fence },
        'A lease had passed to somebody else; nothing was written',
      )
      return
    }
    if (result) deps.metrics.outcomes.inc({ connector: connector.name, outcome: result.outcome })
    if (saving.dueAt) deps.dueAt(saving.dueAt.getTime())
    if (saving.state === 'delivered') {
      const waited = scope.clock.now() - claimed.signup.receivedAt.getTime()
      deps.metrics.waitSeconds.observe({ connector: connector.name }, Math.max(0, waited) / 1000)
    }
  }
}

/** By the CRM itself; what was parked because no answer came says nothing of the kind. */
function isRefused({ result }: Entry): boolean {
  return result?.outcome === 'rejected' && result.code !== 'maybe-sent'
}
