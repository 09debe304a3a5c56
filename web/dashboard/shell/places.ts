import {
  IconBuildingStore,
  IconCode,
  IconDeviceTablet,
  IconFileText,
  IconHome,
  IconLink,
  IconList,
  type TablerIcon,
} from '@tabler/icons-react'

type Path = '/' | '/signups' | '/forms' | '/stores' | '/devices' | '/connections' | '/developers'
export type Place = { to: Path; label: string; Icon: TablerIcon; keywords: string }

/** What there is, in the order of the rail. */
export const places: Place[] = [
  { to: '/', label: 'Overview', Icon: IconHome, keywords: 'home start figures' },
  { to: '/signups', label: 'Sign-ups', Icon: IconList, keywords: 'customers people shoppers' },
  { to: '/forms', label: 'Forms', Icon: IconFileText, keywords: 'consent texts questions kiosk' },
  { to: '/stores', label: 'Stores', Icon: IconBuildingStore, keywords: 'shops staff pin phone form qr' },
  { to: '/devices', label: 'Devices', Icon: IconDeviceTablet, keywords: 'tablets pairing' },
  { to: '/connections', label: 'Connections', Icon: IconLink, keywords: 'crm webhook parked' },
  { to: '/developers', label: 'Developers', Icon: IconCode, keywords: 'api keys' },
]

/** The five most used, at the foot of a phone. */
const onPhone: Path[] = ['/', '/signups', '/devices', '/connections', '/stores']
export const phonePlaces = places
  .filter(place => onPhone.includes(place.to))
  .sort((one, other) => onPhone.indexOf(one.to) - onPhone.indexOf(other.to))
