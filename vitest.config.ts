import { defineConfig } from 'vitest/config'

const notOurs = ['**/node_modules/**', '**/dist/**', 'coverage/**', '.data/**']

/** Machines are slow and shared: a time-out is there to end what hangs, never to measure. */
const patience = { testTimeout: 60_000, hookTimeout: 120_000, teardownTimeout: 60_000 }

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'web/**/*.{ts,tsx}'],
      exclude: ['**/*.test.{ts,tsx}', '**/*.d.ts', 'src/platform/schema.ts', 'web/**/vite.config.ts', 'web/**/dist/**'],
      reporter: ['json'],
      reportsDirectory: 'coverage/vitest',
      reportOnFailure: true,
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,web,bin,test}/**/*.test.{ts,tsx}'],
          exclude: [...notOurs, 'test/journeys/**', 'test/faults/**'],
          setupFiles: ['test/support/child-coverage.ts'],
          ...patience,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          exclude: notOurs,
          setupFiles: ['test/support/child-coverage.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          ...patience,
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          exclude: notOurs,
          setupFiles: ['test/support/child-coverage.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...patience,
          testTimeout: 900_000,
        },
      },
    ],
  },
})
