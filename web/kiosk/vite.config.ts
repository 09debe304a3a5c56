import { readFileSync } from 'node:fs'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { precompress } from '../../bin/lib/precompress.ts'

const here = import.meta.dirname
const { version } = JSON.parse(readFileSync(`${here}/../../package.json`, 'utf8')) as { version: string }

export default defineConfig({
  root: here,
  base: '/kiosk/',
  define: { __APP_VERSION__: JSON.stringify(version) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: `${here}/../dist/kiosk`,
    emptyOutDir: true,
    sourcemap: true,
    // Tablets at counters are old.
    target: ['safari14', 'chrome87'],
    modulePreload: { polyfill: false },
    // Of the contracts the tablet needs types and the envelope's words; the schemas, and zod with them, stay on the server.
    rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /\/contract\.ts$/, sideEffects: false }] } },
  },
  plugins: [
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: false,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'], sourcemap: true },
      manifest: {
        name: 'CustomerInfo',
        short_name: 'CustomerInfo',
        description: 'Sign-ups at the counter',
        id: '/kiosk/',
        start_url: '/kiosk/',
        scope: '/kiosk',
        display: 'fullscreen',
        display_override: ['fullscreen', 'standalone'],
        background_color: '#14171f',
        theme_color: '#14171f',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
    precompress(),
  ],
})
