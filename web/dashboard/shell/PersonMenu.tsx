import { Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconAddressBook,
  IconCheck,
  IconDeviceDesktop,
  IconDots,
  IconLogout,
  IconMail,
  IconMoon,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { call } from '../api/call.ts'
import type { Me } from '../api/types.ts'
import { useAct } from '../kit/act.ts'
import { initials } from '../kit/words.ts'

const themes: { value: 'auto' | 'light' | 'dark'; label: string; Icon: TablerIcon }[] = [
  { value: 'auto', label: 'As the system', Icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', Icon: IconSun },
  { value: 'dark', label: 'Dark', Icon: IconMoon },
]

/** Who is signed in, at the foot of the rail: theme, demo pages, sign-out. */
export function PersonMenu({ me, small = false }: { me: Me; small?: boolean }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const signOut = useSignOut()
  const Drawn = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
  return (
    <Menu position={small ? 'bottom-end' : 'top-start'} width={220}>
      <Menu.Target>
        <button type="button" className="person" aria-label={`${me.person.name}: theme and sign-out`}>
          <span className="person-mark" data-letters={initials(me.person.name)} aria-hidden />
          {!small && (
            <>
              <span className="person-name">{me.person.name}</span>
              <IconDots size={18} stroke={1.75} aria-hidden />
            </>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.person.email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        {themes.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon {...Drawn} />}
            onClick={() => setColorScheme(value)}
            aria-current={colorScheme === value ? 'true' : undefined}
            rightSection={colorScheme === value && <IconCheck {...Drawn} />}
          >
            {label}
          </Menu.Item>
        ))}
        {me.demo && <DemoLinks shop={me.account.id} />}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout {...Drawn} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function DemoLinks({ shop }: { shop: string }) {
  return (
    <>
      <Menu.Divider />
      <Menu.Label>On this machine</Menu.Label>
      <Menu.Item
        component="a"
        href={`/practice-crm?shop=${shop}`}
        target="_blank"
        leftSection={<IconAddressBook size={16} stroke={1.75} />}
      >
        Practice CRM
      </Menu.Item>
      <Menu.Item component="a" href="/mail" target="_blank" leftSection={<IconMail size={16} stroke={1.75} />}>
        Mail that was sent
      </Menu.Item>
    </>
  )
}

export function useSignOut() {
  const router = useRouter()
  const client = useQueryClient()
  return useAct({
    run: () => call('DELETE', 'session'),
    done: () => {
      client.clear()
      void router.navigate({ to: '/sign-in' })
    },
  })
}
