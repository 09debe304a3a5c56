import type { UseQueryResult } from '@tanstack/react-query'
import { Refusal } from '../api/call.ts'

type Asked<T> = Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'isFetching'>

/** Of a list that came, one thing was looked for: null means that there is none, as if the server had said so. */
export function orGone<T>(query: Asked<T | null>): Asked<T> {
  const { data, error, refetch, isFetching } = query as Asked<T>
  return data === null
    ? { data: undefined, error: new Refusal(404, 'not-found', ''), refetch, isFetching }
    : ({ data, error, refetch, isFetching } as Asked<T>)
}
