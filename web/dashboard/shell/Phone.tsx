import { ActionIcon, Menu } from '@mantine/core'
import { IconMenu2, IconSearch } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Me } from '../api/types.ts'
import { PersonMenu } from './PersonMenu.tsx'
import { phonePlaces, places } from './places.ts'
import { AccountSign } from './Rail.tsx'

const rest = places.filter(place => !phonePlaces.includes(place))

/** On a phone: whose shop, find, and what is not at the foot. */
export function PhoneTop({ me, onFind }: { me: Me; onFind: () => void }) {
  const navigate = useNavigate()
  return (
    <section className="phone-top" aria-label="Your shop">
      <AccountSign me={me} />
      <ActionIcon variant="subtle" size={44} aria-label="Find or do anything" onClick={onFind}>
        <IconSearch size={20} stroke={1.75} aria-hidden />
      </ActionIcon>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" size={44} aria-label="More rooms">
            <IconMenu2 size={20} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map(({ to, label, Icon }) => (
            <Menu.Item
              key={to}
              leftSection={<Icon size={18} stroke={1.75} aria-hidden />}
              onClick={() => void navigate({ to })}
            >
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <PersonMenu me={me} small />
    </section>
  )
}

export function PhoneBar() {
  return (
    <nav className="phone-bar" aria-label="Most used rooms">
      {phonePlaces.map(({ to, label, Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          activeProps={{ 'aria-current': 'page' }}
        >
          <Icon size={22} stroke={1.75} aria-hidden />
          <span>{label}</span>
        </Link>
      ))}
    </nav>
  )
}
