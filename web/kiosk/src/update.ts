import { every } from '../../ui/platform.ts'

const lookEvery = 30 * 60_000
let waiting: ServiceWorker | undefined

/**
 * Makes the page work without a network, and tells when a newer version lies ready. It stays aside until `applyUpdate`, which
 * is called between two shoppers; what waits in IndexedDB is not touched by it.
 */
export async function watchForUpdates(ready: () => void): Promise<void> {
  const workers = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker
  if (!workers) return
  const registration = await workers.register('/kiosk/sw.js', { scope: '/kiosk', updateViaCache: 'none' })
  const look = (): void => {
    // Without a controller it is the first version, which takes over by itself.
    if (!registration.waiting || !workers.controller) return
    waiting = registration.waiting
    ready()
  }
  look()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
  every(lookEvery, () => void registration.update().catch(() => undefined))
}

export function applyUpdate(): void {
  if (!waiting) return
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage('take-over', [])
}
