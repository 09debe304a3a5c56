import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

/** What the server says changed → the queries that show it. */
const shownBy: Record<string, string[]> = {
  signups: ['signups', 'overview', 'devices'],
  deliveries: ['signups', 'overview', 'connections', 'parked'],
  devices: ['devices', 'overview'],
}

/**
 * Follows /dashboard/api/live and makes fresh what changed. The browser connects again by itself; since something may
 * have happened in between, everything is asked anew then. Answers whether it hears the server.
 */
export function useLive(): boolean {
  const client = useQueryClient()
  const [hears, setHears] = useState(false)
  useEffect(() => {
    const source = new EventSource('/dashboard/api/live')
    let missed = false
    source.addEventListener('open', () => {
      setHears(true)
      if (missed) void client.invalidateQueries()
      missed = false
    })
    source.addEventListener('error', () => {
      setHears(false)
      missed = true
    })
    for (const topic of Object.keys(shownBy)) source.addEventListener(topic, () => refresh(client, topic))
    return () => source.close()
  }, [client])
  return hears
}

/** An answer under way may be older than the event: it is dropped and asked again. */
function refresh(client: QueryClient, topic: string): void {
  for (const key of shownBy[topic] ?? []) void client.invalidateQueries({ queryKey: [key] })
}
