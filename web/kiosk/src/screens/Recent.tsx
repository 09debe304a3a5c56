import { useEffect, useState } from 'preact/hooks'
import type { z } from 'zod/mini'
import type { recentSignupsSchema } from '../../../../src/domain/devices/contract.ts'
import { every, now } from '../../../ui/platform.ts'
import { currentPairing } from '../queue.ts'
import { ask, type Bench } from '../station.ts'
import { ago, exactly, staffWords } from '../words.ts'

type RecentSignups = z.infer<typeof recentSignupsSchema>
type Delivery = RecentSignups['items'][number]['deliveries'][number]

/** The store's last sign-ups and how far they have come, asked for every second while somebody looks. */
export function Recent({ bench }: { bench: Bench }) {
  const words = staffWords()
  const [recent, setRecent] = useState<RecentSignups>()
  const [offline, setOffline] = useState(false)
  useEffect(() => {
    let asking = false
    const look = (): void => {
      if (asking) return
      asking = true
      void fetchRecent(bench)
        .then(
          found => {
            if (found) setRecent(found)
            setOffline(false)
          },
          () => setOffline(true),
        )
        .then(() => {
          asking = false
        })
    }
    look()
    return every(1_000, look)
  }, [bench])

  return (
    <>
      {recent && recent.missing > 0 ? <p class="warn">{words.missing(recent.missing)}</p> : null}
      {recent?.items.length === 0 ? <p class="quiet-line">{words.recentNone}</p> : null}
      <ul class="recent">
        {recent?.items.map(item => (
          <li key={item.id}>
            <span class="recent-who">{item.who}</span>
            <span class="quiet-line" title={exactly(item.receivedAt)}>
              {ago(item.receivedAt, now())}
            </span>
            <span class="recent-where">
              {item.deliveries.length === 0 ? <span class="quiet-line">{words.noConnection}</span> : null}
              {item.deliveries.map(delivery => (
                <DeliveryState key={delivery.connectionName} delivery={delivery} />
              ))}
            </span>
          </li>
        ))}
      </ul>
      <p class="warn" role="status">
        {offline ? words.recentOffline : ''}
      </p>
    </>
  )
}

function DeliveryState({ delivery }: { delivery: Delivery }) {
  const words = staffWords()
  const state = words.state[delivery.state as keyof typeof words.state] ?? delivery.state
  return (
    <span class={`delivery delivery-${delivery.state}`} title={delivery.reason ?? undefined}>
      {delivery.connectionName}: {state}{' '}
      {delivery.recordUrl ? (
        <a href={delivery.recordUrl} target="_blank" rel="noreferrer">
          {words.open}
        </a>
      ) : null}
    </span>
  )
}

async function fetchRecent(bench: Bench): Promise<RecentSignups | undefined> {
  const pairing = await currentPairing(bench.vault)
  if (!pairing) return undefined
  return ask(bench, pairing, () => bench.wire<RecentSignups>({ key: pairing.key, kid: pairing.id }, 'GET', 'recent'))
}
