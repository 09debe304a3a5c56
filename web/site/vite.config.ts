import { defineConfig } from 'vite'
import { precompress } from '../../bin/lib/precompress.ts'

const here = import.meta.dirname

/** The page itself is served at /f/<token>, its files below /site/. */
export default defineConfig({
  root: here,
  base: '/site/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: `${here}/../dist/site`,
    emptyOutDir: true,
    sourcemap: true,
    target: ['safari14', 'chrome87'],
    modulePreload: { polyfill: false },
    rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /\/contract\.ts$/, sideEffects: false }] } },
  },
  plugins: [precompress()],
})
