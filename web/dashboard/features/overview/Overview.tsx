import './overview.css'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { overviewQuery } from '../../api/queries.ts'
import type { Overview as OverviewFacts } from '../../api/types.ts'
import { May } from '../../kit/may.tsx'
import { Page } from '../../kit/Page.tsx'
import { Answered, Bar } from '../../kit/states.tsx'
import { Checklist } from './Checklist.tsx'
import { DayChart } from './DayChart.tsx'
import { Feed } from './Feed.tsx'
import { Figures } from './Figures.tsx'
import { StoreTable } from './StoreTable.tsx'

export function Overview() {
  const overview = useQuery(overviewQuery)
  return (
    <Page
      title="Overview"
      state={overview.data?.sentence}
      actions={
        <May verb="devices.pair">
          <Button
            renderRoot={props => <Link to="/devices/add" {...props} />}
            leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
          >
            Add a device
          </Button>
        </May>
      }
    >
      <Answered query={overview} shape={<OverviewShape />}>
        {facts => <Facts facts={facts} />}
      </Answered>
    </Page>
  )
}

function Facts({ facts }: { facts: OverviewFacts }) {
  return (
    <div className="overview">
      {facts.checklist.some(({ done }) => !done) && <Checklist items={facts.checklist} />}
      <Figures facts={facts} />
      <div className="overview-columns">
        <DayChart days={facts.days} />
        <Feed oneStore={facts.stores.length === 1} />
      </div>
      {facts.stores.length > 0 && <StoreTable stores={facts.stores} />}
    </div>
  )
}

function OverviewShape() {
  return (
    <div className="overview">
      <div className="card figures">
        {[8, 6, 7, 5].map(width => (
          <div key={width} className="figure">
            <Bar width={14} />
            <Bar width={width} tall />
            <Bar width={10} />
          </div>
        ))}
      </div>
      <div className="overview-columns">
        <div className="card overview-block" />
        <div className="card overview-block" />
      </div>
    </div>
  )
}
