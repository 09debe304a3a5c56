import { useInterval } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useState } from 'react'
import { now as currentTime } from '../../ui/platform.ts'
import { meQuery } from '../api/queries.ts'
import { ago, agoInSentence, exact } from './time.ts'

const NowContext = createContext(0)

/** Milliseconds since 1970, fresh every second for the whole page at once. */
export const useNow = (): number => use(NowContext)

export function NowProvider({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(currentTime)
  useInterval(() => setNow(currentTime()), 1000, { autoInvoke: true })
  return <NowContext value={now}>{children}</NowContext>
}

/** The account's time zone. */
export function useZone(): string {
  return useQuery({ ...meQuery, enabled: false }).data?.account.timeZone ?? 'UTC'
}

/** Relative up to a day, exact on hover, in the store's time zone. */
export function Moment({ at, zone, sentence = false }: { at: string; zone?: string | undefined; sentence?: boolean }) {
  const now = useNow()
  const own = useZone()
  const where = zone ?? own
  return (
    <time dateTime={at} title={exact(at, where)}>
      {(sentence ? agoInSentence : ago)(at, now, where)}
    </time>
  )
}
