import type { IntakeAnswer } from '../../../src/domain/signups/contract.ts'
import { after, chance } from '../../ui/platform.ts'
import { oneAtATime } from './lock.ts'
import { applyAnswers, nextBatch } from './queue.ts'
import type { PairingRecord, Queued, Vault } from './vault.ts'
import { Refused, Unreachable, type Wire } from './wire.ts'

const batchSize = 50
const firstPause = 1_000
const longestPause = 60_000

export type HandIn = {
  /** There is something to hand in, or a reason to believe that it would work now. */
  nudge: () => void
}

/**
 * Hands in whatever waits, oldest first, each pairing's with that pairing's key, and goes on trying by itself. Only what the
 * server says it has is forgotten.
 */
export function startHandIn(
  vault: Vault,
  wire: Wire,
  report: {
    /** Something was handed in, or found unreadable. */
    changed: () => void
    /** The attempt is over: without trouble, or with one. */
    tried: (trouble: string | null) => void
    ended: (pairing: string, end: NonNullable<PairingRecord['ended']>) => void
  },
): HandIn {
  let running = false
  let again = false
  let failures = 0
  let cancelRetry = (): void => undefined

  async function run(): Promise<void> {
    running = true
    cancelRetry()
    do {
      again = false
      try {
        await oneAtATime('customerinfo-hand-in', flush)
        failures = 0
        report.tried(null)
      } catch (error) {
        again = false
        failures += 1
        report.tried(error instanceof Error ? error.message : String(error))
        const pause = Math.min(firstPause * 2 ** (failures - 1), longestPause)
        // Spread, so that all tablets of a street do not come back in the same second.
        cancelRetry = after(pause * (0.5 + chance() / 2), nudge)
      }
    } while (again)
    running = false
  }

  /** What is wrong with one pairing (a server that knows it no longer) holds up no other. */
  async function flush(): Promise<void> {
    const troubles: unknown[] = []
    for (const pairing of await vault.getAll('pairings')) {
      if (pairing.ended && !pairing.ended.handIn) continue
      try {
        await flushPairing(pairing)
      } catch (error) {
        if (error instanceof Refused && error.ended) report.ended(pairing.id, error.ended)
        else troubles.push(error)
      }
    }
    if (troubles.length > 0) throw troubles[0]
  }

  async function flushPairing(pairing: PairingRecord): Promise<void> {
    let size = batchSize
    for (;;) {
      const batch = await nextBatch(vault, pairing.id, size)
      if (batch.length === 0) return
      const answers = await post(pairing, batch)
      if (answers === 'smaller') {
        size = Math.max(1, Math.floor(batch.length / 2))
        continue
      }
      // Else the same would be asked again and again without a pause.
      if ((await applyAnswers(vault, batch, answers)) === 0) throw new Unreachable('an answer about something else')
      report.changed()
    }
  }

  async function post(pairing: PairingRecord, batch: Queued[]): Promise<IntakeAnswer[] | 'smaller'> {
    try {
      const envelopes = batch.map(({ envelope }) => envelope)
      const answer = await wire<{ results?: IntakeAnswer[] }>(
        { key: pairing.key, kid: pairing.id },
        'POST',
        'signups',
        {
          envelopes,
        },
      )
      return answer.results ?? []
    } catch (error) {
      // One that the server cannot even read must not hold up the others.
      const aboutTheBatch = error instanceof Refused && [400, 413, 422].includes(error.status)
      if (!aboutTheBatch) throw error
      if (batch.length > 1) return 'smaller'
      return [{ id: null, status: 'invalid', receivedAt: null, reason: error.message }]
    }
  }

  function nudge(): void {
    again = true
    if (!running) void run()
  }

  return { nudge }
}
