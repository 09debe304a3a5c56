import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconStethoscope } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { call } from '../../api/call.ts'
import { connectionsQuery } from '../../api/queries.ts'
import type { ConnectionCheck, ConnectionView } from '../../api/types.ts'
import { useAct } from '../../kit/act.ts'
import { Facts } from '../../kit/Facts.tsx'
import { orGone } from '../../kit/gone.ts'
import { Moment, useNow, useZone } from '../../kit/Moment.tsx'
import { May, Only } from '../../kit/may.tsx'
import { SidePanel } from '../../kit/SidePanel.tsx'
import { Answered, Bar } from '../../kit/states.tsx'
import { until } from '../../kit/time.ts'
import { Word } from '../../kit/Word.tsx'
import { figure } from '../../kit/words.ts'
import { CheckAnswer } from './CheckAnswer.tsx'
import { DeleteConnection } from './DeleteConnection.tsx'
import { Mapping } from './Mapping.tsx'
import { Parked } from './Parked.tsx'
import { Settings } from './Settings.tsx'
import { StateNote } from './StateNote.tsx'
import { stateWords } from './words.ts'

const route = getRouteApi('/office/connections/$id')

export function ConnectionPanel() {
  const { id } = route.useParams()
  const navigate = useNavigate()
  const connections = useQuery({
    ...connectionsQuery,
    select: ({ items }) => items.find(connection => connection.id === id) ?? null,
  })
  return (
    <SidePanel
      key={id}
      title={connections.data?.name ?? 'Connection'}
      onClose={() => void navigate({ to: '/connections', resetScroll: false })}
    >
      <Answered query={orGone(connections)} shape={<Bar width={30} />}>
        {connection => <Sections connection={connection} />}
      </Answered>
    </SidePanel>
  )
}

function Sections({ connection }: { connection: ConnectionView }) {
  const { tone, words } = stateWords[connection.state]
  const { counts } = connection
  return (
    <>
      <section className="stack">
        <Facts
          facts={[
            [
              'State',
              <Word key="state" tone={tone}>
                {words}
              </Word>,
            ],
            ['CRM', connection.connectorLabel],
            ['Waiting', figure(counts.waiting)],
            ['Parked', figure(counts.parked)],
            ['Next try', <NextTry key="next" connection={connection} />],
            ['Last delivered', connection.lastDeliveredAt && <Moment at={connection.lastDeliveredAt} />],
          ]}
        />
        <StateNote connection={connection} />
        <May verb="connections.change" otherwise={<Only who="An owner" may="test, pause or change it" />}>
          <Actions connection={connection} />
        </May>
        <p className="quiet">{connection.guaranteeWords}</p>
      </section>
      {counts.parked > 0 && <Parked connectionId={connection.id} />}
      {connection.mappable && <Mapping connection={connection} />}
      <Settings connection={connection} />
      <May verb="connections.change">
        <DeleteConnection connection={connection} />
      </May>
    </>
  )
}

function NextTry({ connection }: { connection: ConnectionView }) {
  const now = useNow()
  const zone = useZone()
  const at = connection.nextAttemptAt
  if (connection.state === 'paused') return 'when you resume'
  if (connection.state === 'disconnected') return 'when you reconnect'
  if (!at) return 'when there is something to deliver'
  return <>by itself, {until(at, now, zone)}</>
}

const changes = ['connections', 'parked', 'overview', 'signups']

function Actions({ connection }: { connection: ConnectionView }) {
  const { id, name, state, counts } = connection
  const at = `connections/${id}`
  const test = useAct({ run: () => call<ConnectionCheck>('POST', `${at}/check`), changes: ['connections'] })
  const pause = useAct({
    run: () => call('POST', `${at}/pause`),
    changes,
    says: `${name} is paused. Sign-ups for it wait until you resume.`,
  })
  const resume = useAct({
    run: () => call('POST', `${at}/resume`),
    changes,
    says: counts.waiting > 0 ? `${name} is on again. What waited goes out now, in order.` : `${name} is on again.`,
  })
  const reconnecting = state === 'disconnected' || state === 'degraded'
  const sign = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
  return (
    <>
      <div className="row">
        {reconnecting && (
          <Button
            leftSection={<IconPlugConnected {...sign} />}
            loading={resume.isPending}
            onClick={() => resume.mutate()}
          >
            {state === 'degraded' ? 'Try now' : 'Reconnect'}
          </Button>
        )}
        {state === 'paused' && (
          <Button leftSection={<IconPlayerPlay {...sign} />} loading={resume.isPending} onClick={() => resume.mutate()}>
            Resume
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<IconStethoscope {...sign} />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          Test
        </Button>
        {state !== 'paused' && (
          <Button
            variant="default"
            leftSection={<IconPlayerPause {...sign} />}
            loading={pause.isPending}
            onClick={() => pause.mutate()}
          >
            Pause
          </Button>
        )}
      </div>
      {test.data && <CheckAnswer check={test.data} />}
    </>
  )
}
