import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call, queryOf } from './call.ts'
import type {
  ApiKeyList,
  ConnectionList,
  ConnectorList,
  DeviceList,
  FormList,
  Me,
  Overview,
  ParkedList,
  SignupCounts,
  SignupDetail,
  SignupPage,
  StoreList,
  TargetFieldList,
} from './types.ts'

// The first word of each key is the topic by which live.ts and the actions make it fresh again.

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => call<Me>('GET', 'me'),
  staleTime: 60_000,
})

/** The demo owner's sign-in, where there is one. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: () => call<{ email: string; password: string }>('GET', 'demo').catch(() => null),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Address and key of one's own practice CRM; null where there is none. */
export const practiceQuery = queryOptions({
  queryKey: ['practice'],
  queryFn: () => call<{ url: string; token: string }>('GET', 'practice-crm').catch(() => null),
  staleTime: Number.POSITIVE_INFINITY,
})

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => call<Overview>('GET', 'overview'),
})

export type SignupFilter = {
  search?: string | undefined
  delivery?: 'delivered' | 'waiting' | 'parked' | 'skipped' | undefined
  state?: 'quarantined' | undefined
  store?: string | undefined
  from?: string | undefined
  limit?: number | undefined
}

export const latestSignupsQuery = queryOptions({
  queryKey: ['signups', 'latest'],
  queryFn: () => call<SignupPage>('GET', 'signups?limit=8'),
})

export function signupsQuery(filter: SignupFilter) {
  return infiniteQueryOptions({
    queryKey: ['signups', 'list', filter],
    queryFn: ({ pageParam }) =>
      call<SignupPage>('GET', `signups${queryOf({ ...filter, cursor: pageParam ?? undefined })}`),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })
}

export const signupCountsQuery = queryOptions({
  queryKey: ['signups', 'counts'],
  queryFn: () => call<SignupCounts>('GET', 'signups/counts'),
})

export function signupQuery(id: string) {
  return queryOptions({
    queryKey: ['signups', 'one', id],
    queryFn: () => call<SignupDetail>('GET', `signups/${encodeURIComponent(id)}`),
  })
}

export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: () => call<ConnectorList>('GET', 'connectors'),
  staleTime: Number.POSITIVE_INFINITY,
})

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: () => call<ConnectionList>('GET', 'connections'),
})

export function targetFieldsQuery(connectionId: string) {
  return queryOptions({
    queryKey: ['fields', connectionId],
    queryFn: () => call<TargetFieldList>('GET', `connections/${connectionId}/fields`),
    retry: false,
  })
}

export const parkedQuery = queryOptions({
  queryKey: ['parked'],
  queryFn: () => call<ParkedList>('GET', 'deliveries/parked'),
})

export const devicesQuery = queryOptions({
  queryKey: ['devices'],
  queryFn: () => call<DeviceList>('GET', 'devices'),
})

export const storesQuery = queryOptions({
  queryKey: ['stores'],
  queryFn: () => call<StoreList>('GET', 'stores'),
})

export const formsQuery = queryOptions({
  queryKey: ['forms'],
  queryFn: () => call<FormList>('GET', 'forms'),
})

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: () => call<ApiKeyList>('GET', 'api-keys'),
})
