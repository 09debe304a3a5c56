import { MantineProvider } from '@mantine/core'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Refusal } from './api/call.ts'
import { NowProvider } from './kit/Moment.tsx'
import { NoticesProvider } from './kit/notices.tsx'
import { makeRouter } from './router.tsx'
import { theme } from './style/theme.ts'

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: error => void (isSignedOut(error) && leave()) }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refused it refuses again; what did not arrive may arrive.
      retry: (failures, error) => failures < 2 && !(error instanceof Refusal && error.status > 0 && error.status < 500),
      retryDelay: failures => 400 * 2 ** failures,
    },
  },
})
const router = makeRouter(client)

/** The session ended while somebody was looking: sign in, then back to the same place. */
function leave(): void {
  const { pathname, searchStr } = router.state.location
  if (client.getQueryData(['me']) === undefined) return
  client.clear()
  void router.navigate({ to: '/sign-in', search: { next: `${pathname}${searchStr}` } })
}

function isSignedOut(error: Error): boolean {
  return error instanceof Refusal && error.status === 401
}

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses={false}
    >
      <QueryClientProvider client={client}>
        <NowProvider>
          <NoticesProvider>
            <RouterProvider router={router} />
          </NoticesProvider>
        </NowProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}
