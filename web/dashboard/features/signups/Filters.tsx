import { Menu } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconCheck, IconChevronDown, IconSearch, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { storesQuery } from '../../api/queries.ts'
import type { SignupCounts } from '../../api/types.ts'
import { figure } from '../../kit/words.ts'
import { type Period, periods, type SignupSearch } from './search.ts'

/** What the list shows; all of it stands in the address, so that a link shows the same. */
export function Filters({ search, counts }: { search: SignupSearch; counts: SignupCounts | undefined }) {
  const navigate = useNavigate()
  const stores = useQuery(storesQuery).data?.items ?? []
  const set = (change: Partial<Record<keyof SignupSearch, string | undefined>>): void => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value)
    void navigate({ to: '/signups', search: Object.fromEntries(next), replace: true, resetScroll: false })
  }
  const store = stores.find(({ id }) => id === search.store)
  return (
    <search className="filters">
      <SearchInput value={search.q ?? ''} onSearch={q => set({ q })} />
      <Pill on={search.show === undefined} onPress={() => set({ show: undefined })}>
        All
      </Pill>
      <Pill on={search.show === 'waiting'} onPress={() => set({ show: 'waiting' })}>
        Waiting <PillCount of={counts?.waiting} />
      </Pill>
      <Pill on={search.show === 'parked'} onPress={() => set({ show: 'parked' })}>
        Parked <PillCount of={counts?.parked} />
      </Pill>
      {(search.show === 'quarantined' || (counts?.quarantined ?? 0) > 0) && (
        <Pill on={search.show === 'quarantined'} onPress={() => set({ show: 'quarantined' })}>
          Quarantine <PillCount of={counts?.quarantined} />
        </Pill>
      )}
      {stores.length > 1 || search.store ? (
        <Choice
          label={store?.name ?? 'Store'}
          on={search.store !== undefined}
          options={[['', 'All stores'], ...stores.map(({ id, name }): [string, string] => [id, name])]}
          chosen={search.store ?? ''}
          onChoose={value => set({ store: value })}
        />
      ) : null}
      <Choice
        label={search.period ? periods[search.period] : 'Any time'}
        on={search.period !== undefined}
        options={[['', 'Any time'], ...(Object.entries(periods) as [Period, string][])]}
        chosen={search.period ?? ''}
        onChoose={value => set({ period: value })}
      />
    </search>
  )
}

function PillCount({ of }: { of: number | undefined }) {
  return of ? <span className="pill-count">{figure(of)}</span> : null
}

function Pill({ on, onPress, children }: { on: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" className="pill" aria-pressed={on} onClick={onPress}>
      {children}
    </button>
  )
}

type ChoiceProps = {
  label: string
  on: boolean
  options: [value: string, label: string][]
  chosen: string
  onChoose: (value: string) => void
}

function Choice({ label, on, options, chosen, onChoose }: ChoiceProps) {
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className="pill" data-on={on || undefined}>
          {label} <IconChevronDown size={14} stroke={2} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {options.map(([value, words]) => (
          <Menu.Item
            key={value}
            aria-current={value === chosen ? 'true' : undefined}
            rightSection={value === chosen && <IconCheck size={16} stroke={1.75} aria-hidden />}
            onClick={() => onChoose(value)}
          >
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Searches while the hand rests; follows the address when that changes by itself (Back, a link). */
function SearchInput({ value, onSearch }: { value: string; onSearch: (words: string) => void }) {
  const [typed, setTyped] = useState(value)
  const sent = useRef(value)
  useEffect(() => {
    if (value !== sent.current) setTyped(value)
    sent.current = value
  }, [value])
  const send = (words: string): void => {
    sent.current = words
    onSearch(words)
  }
  const later = useDebouncedCallback(send, 200)
  const type = (words: string): void => {
    setTyped(words)
    later(words.trim())
  }
  return (
    <div className="filter-search">
      <IconSearch size={16} stroke={1.75} aria-hidden />
      <input
        type="text"
        inputMode="search"
        aria-label="Search sign-ups"
        placeholder="Search"
        autoComplete="off"
        value={typed}
        onChange={event => type(event.currentTarget.value)}
      />
      {typed !== '' && (
        <button type="button" aria-label="Clear the search" title="Clear" onClick={() => type('')}>
          <IconX size={14} stroke={2} aria-hidden />
        </button>
      )}
    </div>
  )
}
