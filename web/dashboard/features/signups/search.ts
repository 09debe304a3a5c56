export const periods = { today: 'Today', week: 'Last 7 days', month: 'Last 30 days' } as const
export type Period = keyof typeof periods

/** What the sign-ups list shows, as it stands in the address. */
export type SignupSearch = {
  q?: string
  show?: 'waiting' | 'parked' | 'quarantined'
  store?: string
  period?: Period
}

export function signupSearch(search: Record<string, unknown>): SignupSearch {
  const { q, show, store, period } = search
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(show === 'waiting' || show === 'parked' || show === 'quarantined' ? { show } : {}),
    ...(typeof store === 'string' && store !== '' ? { store } : {}),
    ...(typeof period === 'string' && Object.hasOwn(periods, period) ? { period: period as Period } : {}),
  }
}
