import { every } from '../../ui/platform.ts'

const lookEvery = 30 * 60_000
/** Nobody stands in front of this page. */
let free = false
/** Another version serves this page than the one that it runs. */
let stale = false
let waiting: ServiceWorker | undefined

/**
 * Makes the page work without a network, and takes up newer versions between two shoppers: one that lies ready stays aside
 * until the page is free (`pageIsFree`), and what waits in IndexedDB is not touched by it.
 */
export async function watchForUpdates(): Promise<void> {
  const workers = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker
  if (!workers) return
  // Without a controller it is the first version, which takes over by itself and needs no reload.
  const first = workers.controller === null
  const registration = await workers.register('/kiosk/sw.js', { scope: '/kiosk', updateViaCache: 'none' })
  const look = (): void => {
    if (!registration.waiting || !workers.controller) return
    waiting = registration.waiting
    goOn()
  }
  look()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
  let changes = first ? -1 : 0
  workers.addEventListener('controllerchange', () => {
    changes += 1
    stale ||= changes > 0
    goOn()
  })
  every(lookEvery, () => void registration.update().catch(() => undefined))
}

/** What this page runs on has gone from under it: it begins anew as soon as nobody stands in front of it. */
export function reloadWhenFree(): void {
  stale = true
  goOn()
}

export function pageIsFree(now: boolean): void {
  free = now
  goOn()
}

function goOn(): void {
  if (!free) return
  if (stale) location.reload()
  else waiting?.postMessage('take-over', [])
}
