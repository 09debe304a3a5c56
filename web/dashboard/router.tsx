import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { Refusal } from './api/call.ts'
import { meQuery } from './api/queries.ts'
import { signupSearch } from './features/signups/search.ts'
import { Lost } from './shell/Lost.tsx'
import { Shell } from './shell/Shell.tsx'
import { Stopped } from './shell/Stopped.tsx'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const only =
  <K extends string>(key: K) =>
  (search: Record<string, unknown>): { [name in K]?: string } => {
    const value = text(search[key])
    return (value === undefined ? {} : { [key]: value }) as { [name in K]?: string }
  }

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: Lost,
  errorComponent: Stopped,
})

const entrance = createRoute({
  getParentRoute: () => root,
  id: 'entrance',
  component: lazyRouteComponent(() => import('./features/entrance/Entrance.tsx'), 'Entrance'),
})
const signIn = createRoute({
  getParentRoute: () => entrance,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => ({ ...only('next')(search), ...only('as')(search) }),
  component: lazyRouteComponent(() => import('./features/entrance/SignIn.tsx'), 'SignIn'),
})
const register = createRoute({
  getParentRoute: () => entrance,
  path: '/register',
  component: lazyRouteComponent(() => import('./features/entrance/Register.tsx'), 'Register'),
})
const token = only('token')
const confirm = createRoute({
  getParentRoute: () => entrance,
  path: '/confirm',
  validateSearch: token,
  component: lazyRouteComponent(() => import('./features/entrance/Confirm.tsx'), 'Confirm'),
})
const forgotten = createRoute({
  getParentRoute: () => entrance,
  path: '/forgotten',
  component: lazyRouteComponent(() => import('./features/entrance/Password.tsx'), 'Forgotten'),
})
const reset = createRoute({
  getParentRoute: () => entrance,
  path: '/reset',
  validateSearch: token,
  component: lazyRouteComponent(() => import('./features/entrance/Password.tsx'), 'Reset'),
})

/** Everything for who is signed in. */
const office = createRoute({
  getParentRoute: () => root,
  id: 'office',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(meQuery)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error
      const next = location.pathname === '/' ? {} : { next: `${location.pathname}${location.searchStr}` }
      redirect({ to: '/sign-in', search: next, throw: true })
    }
  },
  component: Shell,
})
const overview = createRoute({
  getParentRoute: () => office,
  path: '/',
  component: lazyRouteComponent(() => import('./features/overview/Overview.tsx'), 'Overview'),
})

const signups = createRoute({
  getParentRoute: () => office,
  path: '/signups',
  validateSearch: signupSearch,
  component: lazyRouteComponent(() => import('./features/signups/Signups.tsx'), 'Signups'),
})
const signup = createRoute({
  getParentRoute: () => signups,
  path: '$id',
  component: lazyRouteComponent(() => import('./features/signups/SignupPanel.tsx'), 'SignupPanel'),
})

const connections = createRoute({
  getParentRoute: () => office,
  path: '/connections',
  component: lazyRouteComponent(() => import('./features/connections/Connections.tsx'), 'Connections'),
})
const newConnection = createRoute({
  getParentRoute: () => connections,
  path: 'new',
  component: lazyRouteComponent(() => import('./features/connections/NewConnection.tsx'), 'NewConnection'),
})
const connection = createRoute({
  getParentRoute: () => connections,
  path: '$id',
  component: lazyRouteComponent(() => import('./features/connections/ConnectionPanel.tsx'), 'ConnectionPanel'),
})

const code = only('code')
const devices = createRoute({
  getParentRoute: () => office,
  path: '/devices',
  component: lazyRouteComponent(() => import('./features/devices/Devices.tsx'), 'Devices'),
})
const addDevice = createRoute({
  getParentRoute: () => devices,
  path: 'add',
  validateSearch: code,
  component: lazyRouteComponent(() => import('./features/devices/AddDevice.tsx'), 'AddDevice'),
})
const device = createRoute({
  getParentRoute: () => devices,
  path: '$id',
  component: lazyRouteComponent(() => import('./features/devices/DevicePanel.tsx'), 'DevicePanel'),
})
/** The tablet's QR code opens this. */
const pair = createRoute({
  getParentRoute: () => office,
  path: '/pair',
  validateSearch: code,
  beforeLoad: ({ search }) => {
    redirect({ to: '/devices/add', search, replace: true, throw: true })
  },
})

const stores = createRoute({
  getParentRoute: () => office,
  path: '/stores',
  component: lazyRouteComponent(() => import('./features/stores/Stores.tsx'), 'Stores'),
})
const addStore = createRoute({
  getParentRoute: () => stores,
  path: 'add',
  component: lazyRouteComponent(() => import('./features/stores/AddStore.tsx'), 'AddStore'),
})
const store = createRoute({
  getParentRoute: () => stores,
  path: '$id',
  component: lazyRouteComponent(() => import('./features/stores/StorePanel.tsx'), 'StorePanel'),
})

const forms = createRoute({
  getParentRoute: () => office,
  path: '/forms',
  component: lazyRouteComponent(() => import('./features/forms/Forms.tsx'), 'Forms'),
})
const developers = createRoute({
  getParentRoute: () => office,
  path: '/developers',
  validateSearch: only('create'),
  component: lazyRouteComponent(() => import('./features/developers/Developers.tsx'), 'Developers'),
})

const tree = root.addChildren([
  entrance.addChildren([signIn, register, confirm, forgotten, reset]),
  office.addChildren([
    overview,
    signups.addChildren([signup]),
    connections.addChildren([newConnection, connection]),
    devices.addChildren([addDevice, device]),
    pair,
    stores.addChildren([addStore, store]),
    forms,
    developers,
  ]),
])

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: '/dashboard',
    context: { client },
    defaultPreload: 'intent',
    defaultErrorComponent: Stopped,
    scrollRestoration: true,
    // Filters in the address as people write them: ?delivery=parked, no JSON.
    parseSearch: search => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: search => {
      const set = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)]))}`
    },
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
