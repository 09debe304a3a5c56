import { useEffect, useState } from 'preact/hooks'
import { every, now } from '../../../ui/platform.ts'
import { isInstalled, isIpad } from '../facts.ts'
import { pair } from '../pairing.ts'
import { Qr } from '../Qr.tsx'
import type { Bench, Station } from '../station.ts'
import { staffWords } from '../words.ts'
import { Back } from './Back.tsx'

export function PairingScreen({ bench, station }: { bench: Bench; station: Station }) {
  const [anyway, setAnyway] = useState(false)
  if (isIpad() && !isInstalled() && !anyway) return <InstallFirst goOn={() => setAnyway(true)} />
  return <Code bench={bench} station={station} />
}

function Code({ bench, station }: { bench: Bench; station: Station }) {
  const words = staffWords()
  useEffect(() => {
    const stop = new AbortController()
    void pair(bench, stop.signal)
    return () => stop.abort()
  }, [bench])
  const offer = station.wish?.offer
  return (
    <Back title={words.pairTitle}>
      <div class="pairing">
        <div>
          <p class="lead">{words.pairText}</p>
          {offer ? (
            <>
              <p class="code" data-code={offer.code}>
                <span class="unseen">{Array.from(offer.code).join(' ')}</span>
                <span aria-hidden="true">
                  {offer.code.slice(0, 4)}-{offer.code.slice(4)}
                </span>
              </p>
              <Countdown until={offer.expiresAt} />
            </>
          ) : (
            <p class="code code-none">{words.pairFetching}</p>
          )}
          <p class="warn" role="status">
            {station.lastError ? words.offline : ''}
          </p>
          {station.queue.waiting + station.queue.left > 0 ? (
            <p class="quiet-line">{words.endedWaiting(station.queue.waiting + station.queue.left)}</p>
          ) : null}
        </div>
        {offer ? <Qr text={offer.url} label={words.pairQr} within={280} /> : null}
      </div>
    </Back>
  )
}

function Countdown({ until }: { until: string }) {
  const left = (): number => Math.max(0, Math.round((Date.parse(until) - now()) / 1000))
  const [seconds, setSeconds] = useState(left)
  useEffect(() => every(1_000, () => setSeconds(left())))
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return <p class="quiet-line">{staffWords().pairNew(time)}</p>
}

function InstallFirst({ goOn }: { goOn: () => void }) {
  const words = staffWords()
  return (
    <Back title={words.installTitle}>
      <p class="lead">{words.installText}</p>
      <ol class="steps">
        {words.installSteps.map(step => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div class="back-actions">
        <button type="button" class="button ghost" onClick={goOn}>
          {words.installAnyway}
        </button>
      </div>
    </Back>
  )
}
