import type { ConnectionView } from '../../api/types.ts'
import type { Tone } from '../../kit/Word.tsx'
import { count, list } from '../../kit/words.ts'

export const stateWords: Record<ConnectionView['state'], { tone: Tone; words: string }> = {
  connected: { tone: 'good', words: 'connected' },
  degraded: { tone: 'waiting', words: 'has trouble' },
  disconnected: { tone: 'bad', words: 'disconnected' },
  paused: { tone: 'neutral', words: 'paused' },
}

/** How things stand with all of them, in a sentence or two. */
export function sentence(connections: ConnectionView[]): string {
  if (connections.length === 0) return 'No CRM is connected yet. Sign-ups are kept safe all the same.'
  const well = connections.filter(({ state }) => state === 'connected')
  const ill = connections.filter(({ state }) => state === 'disconnected' || state === 'degraded')
  const sum = (of: 'waiting' | 'parked'): number => connections.reduce((total, { counts }) => total + counts[of], 0)
  const state =
    ill.length > 0
      ? `${list(ill.map(({ name }) => name))} ${troubleWords(ill)}.`
      : well.length === connections.length
        ? `${well.length === 1 ? `${well[0]?.name} is` : `All ${well.length} are`} connected.`
        : `${count(connections.length - well.length, 'connection')} paused, the rest is well.`
  const [waiting, parked] = [sum('waiting'), sum('parked')]
  if (waiting + parked === 0) return `${state} Nothing waits.`
  if (waiting === 0) return `${state} ${count(parked, 'sign-up')} ${parked === 1 ? 'is' : 'are'} parked.`
  const wait = `${count(waiting, 'sign-up')} ${waiting === 1 ? 'waits' : 'wait'}`
  return parked === 0 ? `${state} ${wait}.` : `${state} ${wait}, ${parked} ${parked === 1 ? 'is' : 'are'} parked.`
}

/** Who is only degraded gets well without anybody: no look is asked for. */
function troubleWords(ill: ConnectionView[]): string {
  if (ill.every(({ state }) => state === 'degraded')) return `${ill.length === 1 ? 'has' : 'have'} trouble`
  return `${ill.length === 1 ? 'needs' : 'need'} a look`
}
