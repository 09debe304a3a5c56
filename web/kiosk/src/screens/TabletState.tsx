import { useEffect, useState } from 'preact/hooks'
import type { KioskSetup } from '../../../../src/domain/devices/contract.ts'
import { every, now } from '../../../ui/platform.ts'
import { appVersion } from '../facts.ts'
import { type Bench, handInRefused, type Station } from '../station.ts'
import { ago, exactly, staffWords } from '../words.ts'

export function TabletState({ bench, station, setup }: { bench: Bench; station: Station; setup: KioskSetup }) {
  const words = staffWords()
  const { queue, lastSync, persisted } = station
  const time = useNow()
  const storage = persisted === null ? words.storageUnknown : persisted ? words.storageSafe : words.storageAtRisk
  return (
    <section class="panel" aria-labelledby="tablet-title">
      <h2 id="tablet-title">{words.thisTablet}</h2>
      <dl class="facts">
        <dt>{words.waiting}</dt>
        <dd>
          <strong data-queue={queue.waiting}>{words.waitingCount(queue.waiting)}</strong>
          {queue.left > 0 ? <span class="warn"> {words.left(queue.left)}</span> : null}
        </dd>
        <dt>{words.lastSync}</dt>
        <dd title={lastSync ? exactly(lastSync) : undefined}>{lastSync ? ago(lastSync, time) : words.never}</dd>
        <dt>{words.storage}</dt>
        <dd class={persisted === false ? 'warn' : undefined}>{storage}</dd>
        <dt>{words.name}</dt>
        <dd>
          {setup.pairing.deviceName}, {setup.store.name}
        </dd>
        <dt>{words.version}</dt>
        <dd>{appVersion}</dd>
      </dl>
      {persisted === false ? <p class="warn advice">{words.storageUnsafe}</p> : null}
      {queue.refused.length > 0 ? (
        <div class="refused">
          <p class="warn">{words.refused(queue.refused.length)}</p>
          <button type="button" class="button ghost" onClick={() => void handInRefused(bench)}>
            {words.tryAgain}
          </button>
        </div>
      ) : null}
    </section>
  )
}

function useNow(): number {
  const [time, setTime] = useState(now)
  useEffect(() => every(1_000, () => setTime(now())), [])
  return time
}
