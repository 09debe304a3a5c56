/// <reference lib="webworker" />
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

// The whole app, so that the tablet starts without a network. Requests to the server's API are never touched.
precacheAndRoute(self.__WB_MANIFEST, {
  ignoreURLParametersMatching: [/.*/],
  urlManipulation: ({ url }) => (/^\/kiosk\/?$/.test(url.pathname) ? [new URL('/kiosk/index.html', url)] : []),
})
cleanupOutdatedCaches()
// The first version serves the page that brought it, too.
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))

// A new version waits until the page says that nobody stands in front of it.
self.addEventListener('message', event => {
  if (event.data === 'take-over') void self.skipWaiting()
})
