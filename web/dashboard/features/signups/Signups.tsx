import './signups.css'
import { Button } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet, useMatchRoute, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type SignupFilter, signupCountsQuery, signupsQuery } from '../../api/queries.ts'
import type { SignupBrief, SignupCounts } from '../../api/types.ts'
import { useHeld } from '../../kit/held.ts'
import { Moment, useNow, useZone } from '../../kit/Moment.tsx'
import { May } from '../../kit/may.tsx'
import { Page } from '../../kit/Page.tsx'
import { Answered, Empty, TableShape } from '../../kit/states.tsx'
import { startOfDay } from '../../kit/time.ts'
import { useHand } from '../../kit/useHand.ts'
import { Word } from '../../kit/Word.tsx'
import { whereabouts } from '../../kit/whereabouts.ts'
import { count, figure, fullName } from '../../kit/words.ts'
import { Filters } from './Filters.tsx'
import type { SignupSearch } from './search.ts'

const route = getRouteApi('/office/signups')

export function Signups() {
  const search = route.useSearch()
  const counts = useQuery(signupCountsQuery).data
  const filter = useFilter(search)
  const signups = useInfiniteQuery({ ...signupsQuery(filter), placeholderData: keepPreviousData })
  const opened = useMatchRoute()({ to: '/signups/$id' }) !== false
  return (
    <Page title="Sign-ups" state={counts && sentence(counts)} panel={opened && <Outlet />}>
      <Filters search={search} counts={counts} />
      <Answered query={signups} shape={<TableShape columns={[16, 10, 20, 12, 7]} />}>
        {({ pages }) => {
          const rows = pages.flatMap(page => page.items)
          if (rows.length === 0) return <Nothing filtered={Object.keys(search).length > 0} />
          return (
            <>
              <SignupTable rows={rows} search={search} />
              {signups.hasNextPage && (
                <div className="signups-more">
                  <Button
                    variant="default"
                    loading={signups.isFetchingNextPage}
                    onClick={() => void signups.fetchNextPage()}
                  >
                    Show older ones
                  </Button>
                </div>
              )}
            </>
          )
        }}
      </Answered>
    </Page>
  )
}

function useFilter({ q, show, store, period }: SignupSearch): SignupFilter {
  const zone = useZone()
  const now = useNow()
  const days = period && { today: 0, week: 6, month: 29 }[period]
  const from = days === undefined ? undefined : startOfDay(now, days, zone)
  return useMemo(
    () => ({
      search: q,
      store,
      from,
      delivery: show === 'waiting' || show === 'parked' ? show : undefined,
      state: show === 'quarantined' ? show : undefined,
    }),
    [q, store, from, show],
  )
}

function sentence({ today, waiting, parked, quarantined }: SignupCounts): string {
  const trouble = [
    waiting > 0 && `${figure(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for a CRM`,
    parked > 0 && `${figure(parked)} ${parked === 1 ? 'is' : 'are'} parked`,
    quarantined > 0 && `${figure(quarantined)} ${quarantined === 1 ? 'is' : 'are'} in quarantine`,
  ].filter(word => word !== false)
  return `${figure(today)} today. ${trouble.length > 0 ? `${trouble.join(', ')}.` : 'Nothing waits, nothing is parked.'}`
}

function SignupTable({ rows, search }: { rows: SignupBrief[]; search: SignupSearch }) {
  const { near, hand } = useHand()
  const opened = useParams({ strict: false }).id
  const { shown, arrived, release } = useHeld(rows, near || opened !== undefined)
  return (
    <div className="card table-card" {...hand}>
      {arrived > 0 && (
        <button type="button" className="arrived" onClick={release}>
          {count(arrived, 'new sign-up')}, show
        </button>
      )}
      <table className="table signups-table">
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col" className="signups-store">
              Store
            </th>
            <th scope="col" className="signups-email">
              E-mail or mobile
            </th>
            <th scope="col">In the CRM</th>
            <th scope="col" className="number">
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(signup => (
            <SignupRow key={signup.id} signup={signup} search={search} opened={signup.id === opened} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SignupRow({ signup, search, opened }: { signup: SignupBrief; search: SignupSearch; opened: boolean }) {
  const { tone, words } = whereabouts(signup)
  return (
    <tr>
      <td className="signups-who ellipsis">
        <span className="who">
          <Link
            className="row-link"
            to="/signups/$id"
            params={{ id: signup.id }}
            search={search}
            resetScroll={false}
            activeProps={{}}
            aria-current={opened ? 'true' : undefined}
          >
            {fullName(signup, signup.state === 'erased' ? 'Erased' : 'No name')}
          </Link>
          {signup.test && <span className="tag">test</span>}
        </span>
      </td>
      <td className="signups-store quiet">{signup.storeName ?? signup.source.name}</td>
      <td className="signups-email ellipsis quiet" title={signup.email ?? undefined}>
        {signup.email ?? signup.phone ?? '–'}
      </td>
      <td className="signups-crm">
        <Word tone={tone}>{words.replace(/^in (?!quarantine)/, '')}</Word>
      </td>
      <td className="number quiet">
        <Moment at={signup.receivedAt} />
      </td>
    </tr>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <Empty
        title="No sign-up is like that"
        action={
          <Link to="/signups" search={{}} className="text-link">
            Show all sign-ups
          </Link>
        }
      >
        Nothing matches the search and the filters above together.
      </Empty>
    )
  }
  return (
    <Empty
      picture={<EmptyTable />}
      title="Here is everybody who signs up"
      action={
        <May verb="devices.pair">
          <Link to="/devices/add" className="text-link">
            Add a device
          </Link>
        </May>
      }
    >
      Each with the way from the counter to your CRM and the proof of what was agreed. Put a tablet on the counter, and
      the first one arrives here by itself.
    </Empty>
  )
}

function EmptyTable() {
  return (
    <svg
      aria-hidden="true"
      width="220"
      height="96"
      viewBox="0 0 220 96"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <rect x="1" y="1" width="218" height="94" rx="10" opacity=".35" />
      {[24, 48, 72].map(y => (
        <path key={y} d={`M1 ${y}h218`} opacity=".25" />
      ))}
      {[36, 60, 84].map((y, index) => (
        <g key={y}>
          <circle cx="136" cy={y} r="3.5" fill="var(--till)" stroke="none" opacity={1 - index * 0.35} />
          <path
            d={`M14 ${y}h${60 - index * 10}M148 ${y}h34M196 ${y}h12`}
            strokeWidth="5"
            strokeLinecap="round"
            opacity=".22"
          />
        </g>
      ))}
    </svg>
  )
}
