import { Button } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { call } from '../../api/call.ts'
import type { DeliveryBrief, ReplayAnswer } from '../../api/types.ts'
import { useAct } from '../../kit/act.ts'
import { Moment, useNow, useZone } from '../../kit/Moment.tsx'
import { useMay } from '../../kit/may.tsx'
import { until } from '../../kit/time.ts'
import { Word } from '../../kit/Word.tsx'
import { deliveryWords } from '../../kit/whereabouts.ts'

/** Where the sign-up stands in each CRM, with the way there, or the way on. */
export function Deliveries({ deliveries }: { deliveries: DeliveryBrief[] }) {
  return (
    <section aria-label="In your CRM">
      <ul className="deliveries">
        {deliveries.map(delivery => (
          <Delivery key={delivery.id} delivery={delivery} />
        ))}
      </ul>
    </section>
  )
}

function Delivery({ delivery }: { delivery: DeliveryBrief }) {
  const { tone, words } = deliveryWords[delivery.state]
  const mayReplay = useMay('deliveries.replay')
  const again = useAct({
    run: () => call<ReplayAnswer>('POST', 'deliveries/replay', { deliveries: [delivery.id] }),
    changes: ['signups', 'overview', 'connections', 'parked'],
    says: `On its way to ${delivery.connectionName} again.`,
  })
  return (
    <li className="delivery">
      <div>
        <b>{delivery.connectionName}</b>
        <span className="quiet">
          <Word tone={tone}>
            {words}
            {delivery.deliveredAt && (
              <>
                {' '}
                <Moment at={delivery.deliveredAt} sentence />
              </>
            )}
          </Word>
        </span>
      </div>
      {delivery.recordUrl && (
        <Button
          size="xs"
          variant="default"
          component="a"
          href={delivery.recordUrl}
          target="_blank"
          rel="noreferrer"
          rightSection={<IconExternalLink size={14} stroke={1.75} aria-hidden />}
        >
          Open in {delivery.connectionName}
        </Button>
      )}
      {mayReplay && (delivery.state === 'parked' || delivery.state === 'retrying') && (
        <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
          Try again now
        </Button>
      )}
      {delivery.reason && delivery.state !== 'delivered' && (
        <p className="delivery-reason">
          {delivery.reason}
          {delivery.dueAt && delivery.state === 'retrying' && <NextTry at={delivery.dueAt} />}
        </p>
      )}
    </li>
  )
}

function NextTry({ at }: { at: string }) {
  return <> We try again by ourselves {until(at, useNow(), useZone())}.</>
}
