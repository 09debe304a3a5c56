import { useEffect } from 'preact/hooks'
import { every } from '../../../ui/platform.ts'
import { type Bench, refreshSetup, type Station } from '../station.ts'
import { staffWords } from '../words.ts'
import { Back } from './Back.tsx'

/** Paired, but the form has not come yet: asked for until it does. */
export function Fetching({ bench, station }: { bench: Bench; station: Station }) {
  const words = staffWords()
  useEffect(() => {
    const fetchIt = (): void => {
      refreshSetup(bench).then(
        () => bench.state.set({ lastError: null }),
        (error: Error) => bench.state.set({ lastError: error.message }),
      )
    }
    fetchIt()
    return every(4_000, fetchIt)
  }, [bench])
  return (
    <Back title={words.fetchingTitle}>
      <p class="lead">{words.fetchingText}</p>
      <p class="warn" role="status">
        {station.lastError ? words.offline : ''}
      </p>
    </Back>
  )
}
