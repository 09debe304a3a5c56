import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { connectionsQuery, storesQuery } from '../api/queries.ts'
import type { Me } from '../api/types.ts'
import { count, initials } from '../kit/words.ts'
import { PersonMenu } from './PersonMenu.tsx'
import { places } from './places.ts'

export function Rail({ me, onFind }: { me: Me; onFind: () => void }) {
  return (
    <nav className="rail" aria-label="Rooms">
      <AccountSign me={me} />
      <button type="button" className="find" onClick={onFind} aria-haspopup="dialog">
        <IconSearch size={16} stroke={1.75} aria-hidden />
        <span>Find or do anything</span>
        <kbd>{findKey}</kbd>
      </button>
      <div className="rail-places">
        {places.map(({ to, label, Icon }) => (
          <Link
            key={to}
            to={to}
            className="rail-link"
            activeOptions={{ exact: to === '/', includeSearch: false }}
            activeProps={{ 'aria-current': 'page' }}
          >
            <Icon size={18} stroke={1.75} aria-hidden />
            <span>{label}</span>
            {to === '/connections' && <TroubleCount />}
          </Link>
        ))}
      </div>
      <PersonMenu me={me} />
    </nav>
  )
}

/** Our platform's name for the key that opens the palette. */
const findKey = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘K' : 'Ctrl K'

export function AccountSign({ me }: { me: Me }) {
  const stores = useQuery(storesQuery).data?.items.length
  const { name, state } = me.account
  return (
    <div className="account">
      <span className="account-mark" data-letters={initials(name)} aria-hidden />
      <span className="account-words">
        <b>{name}</b>
        <small>{stores === undefined ? state : `${count(stores, 'store')} · ${state}`}</small>
      </span>
    </div>
  )
}

/** What waits or is parked, beside Connections: a number that asks for a look. */
function TroubleCount() {
  const connections = useQuery(connectionsQuery).data?.items ?? []
  const parked = connections.reduce((sum, { counts }) => sum + counts.parked, 0)
  const waiting = connections.reduce((sum, { counts }) => sum + counts.waiting, 0)
  if (parked + waiting === 0) return null
  const words = [waiting > 0 && `${waiting} waiting`, parked > 0 && `${parked} parked`].filter(Boolean).join(', ')
  return (
    <span className="rail-count" data-tone={parked > 0 ? 'bad' : 'waiting'} title={words}>
      {parked + waiting}
      <span className="unseen"> ({words})</span>
    </span>
  )
}
