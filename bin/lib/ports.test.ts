import { expect, test } from 'vitest'
import { findDirectUses } from './ports.ts'

const uses = (text: string): string[] => findDirectUses('probe.tsx', text).map(finding => finding.what)

test.each([
  'process.env.HOME',
  "process['env']",
  'globalThis.process.env',
  'fetch("/a")',
  'window.fetch("/a")',
  'const ask = fetch',
  'Date.now()',
  'new Date()',
  'new Date',
  'Date()',
  'Math.random()',
  'setTimeout(() => {}, 5)',
  'globalThis.setInterval(() => {}, 5)',
  'crypto.randomUUID()',
  'crypto.getRandomValues(bytes)',
  'window.crypto.randomUUID()',
  'performance.now()',
  'const { env } = process',
  "import { randomBytes as bytes } from 'node:crypto'",
  "import { setTimeout } from 'node:timers/promises'",
  "import * as timers from 'node:timers'",
  "import { request } from 'undici'",
])('%s is found', text => {
  expect(uses(text)).toHaveLength(1)
})

test.each([
  'new Date(value)',
  'clock.now()',
  "self.addEventListener('fetch', answer)",
  'type Ask = typeof fetch',
  'function ask(fetch: () => void) { fetch() }',
  'const port = { fetch: ask, setTimeout() {} }',
  'outbound.fetch(url)',
  'crypto.subtle.digest("SHA-256", data)',
  'Math.floor(1.5)',
  'process.exitCode = 1',
  '// Date.now()',
  "'Math.random()'",
  "import { createHash } from 'node:crypto'",
  "import type { Agent } from 'undici'",
  'const make = (Date: () => void) => Date()',
])('%s is let be', text => {
  expect(uses(text)).toEqual([])
})

test('a finding names its line and what to use', () => {
  expect(findDirectUses('a.ts', 'const a = 1\nconst b = Date.now()')).toEqual([
    { line: 2, what: 'Date.now', instead: 'clock.now' },
  ])
})
