import { useEffect } from 'preact/hooks'
import { type Bench, pairAgain, type Station } from '../station.ts'
import { exactly, staffWords } from '../words.ts'
import { Back } from './Back.tsx'

/** What happened, what it means, what goes on by itself, what one can do. */
export function Ended({ bench, station }: { bench: Bench; station: Station }) {
  const words = staffWords()
  useEffect(() => bench.nudge(), [bench])
  const { ended, queue } = station
  if (!ended) return null
  const waiting = queue.waiting + queue.left
  const still = ended.handIn ? words.endedWaiting(waiting) : words.endedKept(waiting)
  return (
    <Back title={words.endedTitle[ended.reason]}>
      <p class="lead">{words.endedText[ended.reason](exactly(ended.at))}</p>
      <p class="lead" role="status">
        {waiting === 0 ? words.endedEmpty : still}
      </p>
      <p class="warn" role="status">
        {waiting > 0 && station.lastError ? words.offline : ''}
      </p>
      <div class="back-actions">
        <button type="button" class="button bright" onClick={() => void pairAgain(bench)}>
          {words.pairAgain}
        </button>
      </div>
    </Back>
  )
}
