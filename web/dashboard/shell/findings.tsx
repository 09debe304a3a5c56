import { useMantineColorScheme } from '@mantine/core'
import {
  IconAddressBook,
  IconDeviceTablet,
  IconKey,
  IconLink,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSun,
  IconUser,
  type TablerIcon,
} from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Verb } from '../../../src/domain/accounts/contract.ts'
import { call, queryOf } from '../api/call.ts'
import { connectionsQuery, devicesQuery } from '../api/queries.ts'
import type { Me, SignupPage } from '../api/types.ts'
import { whereabouts } from '../kit/whereabouts.ts'
import { fullName } from '../kit/words.ts'
import { useSignOut } from './PersonMenu.tsx'
import { places } from './places.ts'

export type Finding = { key: string; label: string; note: string; Icon: TablerIcon; run: () => void; keywords?: string }
/** With the verb that it takes; without one it is for everybody. */
type Offer = Finding & { needs?: Verb }

/** What the palette offers for `words`; people are looked up once the hand rests (`asked`). */
export function useFindings(words: string, asked: string, me: Me): { findings: Finding[]; searching: boolean } {
  const navigate = useNavigate()
  const fixed = useFixed(me)
  const devices = useQuery(devicesQuery).data?.items ?? []
  const connections = useQuery(connectionsQuery).data?.items ?? []
  const people = useQuery({
    queryKey: ['signups', 'find', asked],
    queryFn: () => call<SignupPage>('GET', `signups${queryOf({ search: asked, limit: 6 })}`),
    enabled: asked.length >= 2,
    placeholderData: keepPreviousData,
  })
  if (words === '') return { findings: fixed, searching: false }

  const named: Finding[] = [
    ...devices
      .filter(device => device.endedAt === null)
      .map(device => ({
        key: `device-${device.pairingId}`,
        label: device.name,
        note: `tablet in ${device.storeName}`,
        Icon: IconDeviceTablet,
        run: () => void navigate({ to: '/devices/$id', params: { id: device.id } }),
      })),
    ...connections.map(connection => ({
      key: `connection-${connection.id}`,
      label: connection.name,
      note: `connection, ${connection.state}`,
      Icon: IconLink,
      run: () => void navigate({ to: '/connections/$id', params: { id: connection.id } }),
    })),
  ]
  const found = (people.data?.items ?? []).map(signup => ({
    key: `signup-${signup.id}`,
    label: fullName(signup),
    note: [signup.storeName, whereabouts(signup).words].filter(Boolean).join(' · '),
    Icon: IconUser,
    run: () => void navigate({ to: '/signups/$id', params: { id: signup.id } }),
  }))
  const matching = [...fixed, ...named].filter(finding => matches(finding, words))
  return {
    findings: [...matching, ...(asked.length >= 2 ? found : [])].slice(0, 14),
    searching: people.isFetching || asked !== words,
  }
}

/** Every word that was typed begins a word of the finding. */
function matches({ label, keywords = '', note }: Finding, words: string): boolean {
  const hay = ` ${label} ${keywords} ${note}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every(word => hay.includes(` ${word}`) || hay.includes(`-${word}`))
}

function useFixed(me: Me): Finding[] {
  const navigate = useNavigate()
  const signOut = useSignOut()
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const dark = colorScheme === 'dark'
  const offers: Offer[] = [
    ...places.map(({ to, label, Icon, keywords }) => ({
      key: to,
      label,
      note: 'go there',
      Icon,
      keywords,
      run: () => void navigate({ to }),
    })),
    {
      key: 'add-device',
      needs: 'devices.pair',
      label: 'Add a device',
      note: 'do it',
      keywords: 'pair tablet',
      Icon: IconPlus,
      run: () => void navigate({ to: '/devices/add' }),
    },
    {
      key: 'add-connection',
      needs: 'connections.change',
      label: 'Connect a CRM',
      note: 'do it',
      keywords: 'add connection webhook',
      Icon: IconPlus,
      run: () => void navigate({ to: '/connections/new' }),
    },
    {
      key: 'add-store',
      needs: 'stores.create',
      label: 'Add a store',
      note: 'do it',
      keywords: 'shop place',
      Icon: IconPlus,
      run: () => void navigate({ to: '/stores/add' }),
    },
    {
      key: 'parked',
      label: 'Show parked sign-ups',
      note: 'do it',
      keywords: 'failed trouble',
      Icon: IconUser,
      run: () => void navigate({ to: '/signups', search: { show: 'parked' } }),
    },
    {
      key: 'api-key',
      needs: 'api-keys.change',
      label: 'Create an API key',
      note: 'do it',
      keywords: 'developers token',
      Icon: IconKey,
      run: () => void navigate({ to: '/developers', search: { create: 'key' } }),
    },
    {
      key: 'theme',
      label: dark ? 'Switch to light' : 'Switch to dark',
      note: 'do it',
      keywords: 'theme mode',
      Icon: dark ? IconSun : IconMoon,
      run: () => setColorScheme(dark ? 'light' : 'dark'),
    },
    ...(me.demo
      ? [
          {
            key: 'practice',
            label: 'Open the practice CRM',
            note: 'in a new tab',
            Icon: IconAddressBook,
            run: () => void window.open(`/practice-crm?shop=${me.account.id}`, '_blank', 'noopener'),
          },
        ]
      : []),
    {
      key: 'sign-out',
      label: 'Sign out',
      note: 'do it',
      keywords: 'leave log out',
      Icon: IconLogout,
      run: () => signOut.mutate(),
    },
  ]
  return offers.filter(({ needs }) => needs === undefined || me.may.includes(needs))
}
