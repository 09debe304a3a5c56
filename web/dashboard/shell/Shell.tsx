import './shell.css'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { useLive } from '../api/live.ts'
import { meQuery } from '../api/queries.ts'
import { LiveContext } from '../kit/live.ts'
import { Palette } from './Palette.tsx'
import { PhoneBar, PhoneTop } from './Phone.tsx'
import { Rail } from './Rail.tsx'

/** The back office around every page: where one can go, who one is, and the line to what happens. */
export function Shell() {
  const me = useSuspenseQuery(meQuery).data
  const [finding, palette] = useDisclosure(false)
  const hears = useLive()
  useHotkeys([['mod+K', palette.toggle]], [])
  return (
    <LiveContext value={hears}>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <div className="shell">
        <Rail me={me} onFind={palette.open} />
        <PhoneTop me={me} onFind={palette.open} />
        <Outlet />
        <PhoneBar />
      </div>
      {finding && <Palette me={me} onClose={palette.close} />}
    </LiveContext>
  )
}
