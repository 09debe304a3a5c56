import { preferredLanguage } from '../../ui/form/words.ts'
import { de } from './words/de.ts'
import { en } from './words/en.ts'
import { fr } from './words/fr.ts'
import { nl } from './words/nl.ts'

/** What the tablet says to staff. */
export type StaffWords = {
  pairTitle: string
  pairText: string
  pairQr: string
  pairNew: (time: string) => string
  pairFetching: string
  offline: string
  installTitle: string
  installText: string
  installSteps: string[]
  installAnyway: string
  fetchingTitle: string
  fetchingText: string
  endedTitle: Record<'revoked' | 'replaced' | 'stolen', string>
  endedText: Record<'revoked' | 'replaced' | 'stolen', (at: string) => string>
  endedWaiting: (count: number) => string
  endedEmpty: string
  endedKept: (count: number) => string
  pairAgain: string
  awayTitle: string
  awayText: string
  resume: string
  brokenTitle: string
  brokenText: string
  noStorageTitle: string
  noStorageText: string
  startAgain: string
  staffTitle: string
  back: string
  whoServes: string
  nobody: string
  noStaff: string
  thisTablet: string
  waiting: string
  waitingCount: (count: number) => string
  left: (count: number) => string
  lastSync: string
  never: string
  storage: string
  storageSafe: string
  storageAtRisk: string
  storageUnsafe: string
  storageUnknown: string
  name: string
  version: string
  missing: (count: number) => string
  refused: (count: number) => string
  tryAgain: string
  recent: string
  recentNone: string
  recentOffline: string
  locked: string
  unlock: string
  noPin: string
  leave: string
  guide: string
  pin: string
  pinWrong: string
  pinWait: (seconds: number) => string
  erase: string
  cancel: string
  done: string
  open: string
  state: Record<'pending' | 'delivering' | 'delivered' | 'retrying' | 'parked' | 'skipped', string>
  noConnection: string
  guideTitle: string
  guideText: string
  guideIpad: string
  guideIpadSteps: string[]
  guideAndroid: string
  guideAndroidSteps: string[]
}

const all: Record<string, StaffWords> = { en, nl, de, fr }

/** In the language of the tablet itself: staff chose that, and shoppers' choices pass. */
export function staffLanguage(): string {
  return preferredLanguage(Object.keys(all), navigator.languages)
}

export const staffWords = (): StaffWords => all[staffLanguage()] ?? en

/** "3 minutes ago", up to a day; then the date. */
export function ago(at: string, now: number): string {
  const language = staffLanguage()
  const seconds = Math.round((now - Date.parse(at)) / 1000)
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  if (seconds < 5) return relative.format(0, 'second')
  if (seconds < 60) return relative.format(-seconds, 'second')
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), 'hour')
  return exactly(at)
}

export function exactly(at: string): string {
  return new Date(at).toLocaleString(staffLanguage(), { dateStyle: 'medium', timeStyle: 'short' })
}
