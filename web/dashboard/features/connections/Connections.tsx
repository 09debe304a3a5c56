import './connections.css'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useChildMatches } from '@tanstack/react-router'
import { connectionsQuery } from '../../api/queries.ts'
import type { ConnectionView } from '../../api/types.ts'
import { Moment } from '../../kit/Moment.tsx'
import { May } from '../../kit/may.tsx'
import { Page } from '../../kit/Page.tsx'
import { Answered, Bar, Empty } from '../../kit/states.tsx'
import { Word } from '../../kit/Word.tsx'
import { figure, firstLetter } from '../../kit/words.ts'
import { StateNote } from './StateNote.tsx'
import { sentence, stateWords } from './words.ts'

export function Connections() {
  const connections = useQuery(connectionsQuery)
  const opened = useChildMatches().length > 0
  return (
    <Page
      title="Connections"
      state={connections.data && sentence(connections.data.items)}
      actions={
        <May verb="connections.change">
          <Button
            renderRoot={props => <Link to="/connections/new" {...props} />}
            leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
          >
            Connect a CRM
          </Button>
        </May>
      }
      panel={opened && <Outlet />}
    >
      <Answered query={connections} shape={<ConnectionsShape />}>
        {({ items }) => (items.length === 0 ? <None /> : <Cards items={items} />)}
      </Answered>
    </Page>
  )
}

function Cards({ items }: { items: ConnectionView[] }) {
  return (
    <ul className="connections">
      {items.map(connection => (
        <ConnectionCard key={connection.id} connection={connection} />
      ))}
    </ul>
  )
}

function ConnectionCard({ connection }: { connection: ConnectionView }) {
  const { name, connectorLabel, state, counts, lastDeliveredAt } = connection
  const { tone, words } = stateWords[state]
  return (
    <li className="card connection">
      <div className="connection-head">
        <span className="connection-mark" aria-hidden>
          {firstLetter(connectorLabel)}
        </span>
        <div>
          <Link
            className="connection-link"
            to="/connections/$id"
            params={{ id: connection.id }}
            resetScroll={false}
            activeProps={{ 'aria-current': 'true' }}
          >
            {name}
          </Link>
          {name !== connectorLabel && <p className="quiet">{connectorLabel}</p>}
        </div>
        <Word tone={tone}>{words}</Word>
      </div>
      <StateNote connection={connection} />
      <dl className="connection-counts">
        <Count name="Waiting" value={figure(counts.waiting)} tone={counts.waiting > 0 ? 'waiting' : undefined} />
        <Count name="Parked" value={figure(counts.parked)} tone={counts.parked > 0 ? 'bad' : undefined} />
        <Count name="Delivered today" value={figure(counts.deliveredToday)} />
        <div>
          <dt>Last delivered</dt>
          <dd>{lastDeliveredAt ? <Moment at={lastDeliveredAt} /> : 'not yet'}</dd>
        </div>
      </dl>
    </li>
  )
}

function Count({ name, value, tone }: { name: string; value: string; tone?: string | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-tone={tone}>{value}</dd>
    </div>
  )
}

function None() {
  return (
    <Empty
      picture={<Bridge />}
      title="From the counter into your CRM"
      action={
        <May verb="connections.change">
          <Button renderRoot={props => <Link to="/connections/new" {...props} />}>Connect a CRM</Button>
        </May>
      }
    >
      Connect the CRM that you work with, and each sign-up from then on is there seconds later. Those made before are
      kept here.
    </Empty>
  )
}

function Bridge() {
  return (
    <svg
      aria-hidden="true"
      width="200"
      height="72"
      viewBox="0 0 200 72"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <rect x="1" y="8" width="62" height="56" rx="8" opacity=".45" />
      <rect x="137" y="8" width="62" height="56" rx="8" opacity=".45" />
      <path d="M72 36h56" strokeDasharray="2 6" strokeLinecap="round" />
      <circle cx="100" cy="36" r="5" fill="var(--till)" stroke="none" />
      <path d="M16 26h32M16 38h22M150 26h36M150 38h24M150 50h30" strokeWidth="4" strokeLinecap="round" opacity=".25" />
    </svg>
  )
}

function ConnectionsShape() {
  return (
    <div className="connections">
      {[1, 2].map(card => (
        <div key={card} className="card connection">
          <Bar width={18} />
          <Bar width={40} />
          <Bar width={30} />
        </div>
      ))}
    </div>
  )
}
