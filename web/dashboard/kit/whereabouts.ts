import type { DeliveryBrief, SignupBrief } from '../api/types.ts'
import type { Tone } from './Word.tsx'
import { list } from './words.ts'

const waitingStates = ['pending', 'delivering', 'retrying']

/** Where a sign-up is on its way to the CRMs, in as few words as a cell holds: the worst first. */
export function whereabouts(signup: Pick<SignupBrief, 'state' | 'deliveries'>): { tone: Tone; words: string } {
  if (signup.state === 'erased') return { tone: 'neutral', words: 'erased' }
  if (signup.state === 'quarantined') return { tone: 'bad', words: 'in quarantine' }
  const { deliveries } = signup
  const parked = names(deliveries, ['parked'])
  if (parked.length > 0) return { tone: 'bad', words: `parked in ${list(parked)}` }
  const waiting = names(deliveries, waitingStates)
  if (waiting.length > 0) return { tone: 'waiting', words: `waits for ${list(waiting)}` }
  const delivered = names(deliveries, ['delivered'])
  if (delivered.length > 0) return { tone: 'good', words: `in ${list(delivered)}` }
  if (deliveries.length > 0) return { tone: 'neutral', words: 'left out by a rule' }
  return { tone: 'neutral', words: 'no CRM was connected' }
}

function names(deliveries: DeliveryBrief[], states: string[]): string[] {
  return deliveries.filter(({ state }) => states.includes(state)).map(({ connectionName }) => connectionName)
}

/** One delivery in words. */
export const deliveryWords: Record<DeliveryBrief['state'], { tone: Tone; words: string }> = {
  pending: { tone: 'waiting', words: 'waits' },
  delivering: { tone: 'waiting', words: 'on its way' },
  retrying: { tone: 'waiting', words: 'waits, tried before' },
  delivered: { tone: 'good', words: 'delivered' },
  parked: { tone: 'bad', words: 'parked' },
  skipped: { tone: 'neutral', words: 'left out' },
}
