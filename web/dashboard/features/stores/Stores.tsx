import './stores.css'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useChildMatches } from '@tanstack/react-router'
import { storesQuery } from '../../api/queries.ts'
import type { StoreView } from '../../api/types.ts'
import { May } from '../../kit/may.tsx'
import { Page } from '../../kit/Page.tsx'
import { Answered, Empty, TableShape } from '../../kit/states.tsx'
import { Word } from '../../kit/Word.tsx'
import { count } from '../../kit/words.ts'

export function Stores() {
  const stores = useQuery(storesQuery)
  const opened = useChildMatches().length > 0
  return (
    <Page
      title="Stores"
      state={stores.data && sentence(stores.data.items)}
      actions={
        <May verb="stores.create">
          <Button
            renderRoot={props => <Link to="/stores/add" {...props} />}
            leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
          >
            Add a store
          </Button>
        </May>
      }
      panel={opened && <Outlet />}
    >
      <Answered query={stores} shape={<TableShape rows={3} columns={[16, 14, 10, 8]} />}>
        {({ items }) => (items.length === 0 ? <None /> : <StoreTable stores={items} />)}
      </Answered>
    </Page>
  )
}

function sentence(stores: StoreView[]): string {
  if (stores.length === 0) return 'No store has a name yet.'
  const open = stores.filter(store => !store.hasStaffPin)
  const number = count(stores.length, 'store')
  return open.length === 0
    ? `${number}${stores.length === 1 ? ',' : ', each'} with a PIN that ends kiosk mode.`
    : `${number}. ${open.length === 1 ? `${open[0]?.name} has` : `${open.length} have`} no PIN yet: anybody could leave kiosk mode.`
}

const countries = new Intl.DisplayNames('en', { type: 'region' })

function StoreTable({ stores }: { stores: StoreView[] }) {
  return (
    <div className="card table-card">
      <table className="table stores-table">
        <caption className="unseen">Your stores</caption>
        <thead>
          <tr>
            <th scope="col">Store</th>
            <th scope="col" className="stores-where">
              Where
            </th>
            <th scope="col">Staff</th>
            <th scope="col">Staff PIN</th>
          </tr>
        </thead>
        <tbody>
          {stores.map(store => (
            <tr key={store.id}>
              <td>
                <Link
                  className="row-link"
                  to="/stores/$id"
                  params={{ id: store.id }}
                  resetScroll={false}
                  activeProps={{ 'aria-current': 'true' }}
                >
                  {store.name}
                </Link>
              </td>
              <td className="quiet stores-where">
                {countries.of(store.country)}, {store.timeZone.replaceAll('_', ' ')}
              </td>
              <td className="quiet">{store.staff.length === 0 ? 'nobody named' : count(store.staff.length, 'name')}</td>
              <td>
                <Word tone={store.hasStaffPin ? 'good' : 'waiting'}>{store.hasStaffPin ? 'set' : 'not set'}</Word>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function None() {
  return (
    <Empty
      picture={<Shop />}
      title="Name your first store"
      action={
        <May verb="stores.create">
          <Button renderRoot={props => <Link to="/stores/add" {...props} />}>Add a store</Button>
        </May>
      }
    >
      Tablets stand in stores, and each sign-up carries the name of its store into your CRM.
    </Empty>
  )
}

function Shop() {
  return (
    <svg
      aria-hidden="true"
      width="110"
      height="84"
      viewBox="0 0 110 84"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <path d="M14 36v46h82V36M6 82h98" opacity=".5" />
      <path
        d="M10 14h90l6 16c0 9-12 9-14 0-2 9-16 9-18 0-2 9-16 9-19 0-2 9-16 9-18 0-2 9-16 9-18 0-2 9-15 9-15 0z"
        stroke="var(--till)"
      />
      <path d="M26 82V54h20v28M60 54h24v16H60z" opacity=".5" />
    </svg>
  )
}
