import type { UseQueryResult } from '@tanstack/react-query'
import { Refusal } from '../api/call.ts'

type Asked<T> = Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'isFetching'>

/** Of a list that came, one thing was looked for: null means that there is none, as if the server had said so. */
export function orGone<T>({ data, error, isFetching, refetch }: Asked<T | null>): Asked<T> {
  const missing = data === null
  return {
    data: data ?? undefined,
    error: missing ? new Refusal(404, 'not-found', '') : error,
    isFetching,
    refetch: refetch as Asked<T>['refetch'],
  }
}
