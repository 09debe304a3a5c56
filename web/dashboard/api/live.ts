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
 * Follows /dashboard/api/live and makes fresh what changed, while the page is looked at: over plain HTTP a browser has six
 * lines to a server, and as many tabs left open would keep all of them. The browser connects again by itself; since
 * something may have happened in between, everything is asked anew then. Answers whether it hears the server.
 */
export function useLive(): boolean {
  const client = useQueryClient()
  const [hears, setHears] = useState(false)
  useEffect(() => {
    let source: EventSource | null = null
    let missed = false
    const leave = () => {
      source?.close()
      source = null
      setHears(false)
      missed = true
    }
    const follow = () => {
      if (document.hidden) return leave()
      if (source) return
      source = new EventSource('/dashboard/api/live')
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
    }
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      source?.close()
    }
  }, [client])
  return hears
}

/** An answer under way may be older than the event: it is dropped and asked again. */
function refresh(client: QueryClient, topic: string): void {
  for (const key of shownBy[topic] ?? []) void client.invalidateQueries({ queryKey: [key] })
}
