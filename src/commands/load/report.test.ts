import { expect, test } from 'vitest'
import { type Measured, reportOf, type Wanted } from './report.ts'

const wanted: Wanted = {
  ...{ mode: 'api', size: 1, rate: 0, connections: 64, seconds: 10, processes: 1, unopened: false },
}
const rows = { signups: 500, transactions: 20, consents: 500, deliveries: 500, usage: 500 }
const outcome: Measured['outcome'] = {
  ...{ acknowledged: 500, seconds: 10, rate: 50, requests: 500, refused: {}, unsent: 0, p50: 1, p99: 2, worst: 3 },
  ...{ cpu: 5000, cpuNode: 100, cpuPostgres: 200, memory: 90, rows },
}
const report = (more: Partial<Measured['outcome']> = {}, other: Partial<Wanted> = {}) =>
  reportOf({ ...wanted, ...other }, { outcome: { ...outcome, ...more }, yardsticks: [90, 110] }, 'own loop')

test('what was acknowledged and is stored, beside what the machine does without us', () => {
  const { text, isWhole } = report()
  expect(isWhole).toBe(true)
  expect(text).toContain('closed loop')
  expect(text).toContain('A1 (own loop)     90 and 110/s; ratio 0.50')
  expect(text).toMatch(/refused +none\n/)
  expect(text).toContain('exactly what was acknowledged')
  expect(text).toContain('300 µs per sign-up (node 100, PostgreSQL 200); the generator 10 µs')
})

test('what was stored and never acknowledged is no loss', () => {
  const { text, isWhole } = report({ acknowledged: 490, refused: { 503: 7, 0: 3 }, unsent: 12 }, { rate: 55 })
  expect(isWhole).toBe(true)
  expect(text).toContain('all that was acknowledged, and what nobody heard of')
  expect(text).toContain('3 × 0, 7 × 503; 12 arrivals were never sent')
  expect(text).toContain('55 arrivals/s')
})

test.each(['signups', 'consents', 'deliveries', 'usage'] as const)('too few %s are a loss', kind => {
  const { text, isWhole } = report({ rows: { ...rows, [kind]: 499 } })
  expect(isWhole).toBe(false)
  expect(text).toContain('NOT WHAT WAS ACKNOWLEDGED')
})

test('what could not be opened has no consents, and needs none', () => {
  const sealed = { rows: { ...rows, consents: 0, deliveries: 0, usage: 0 } }
  expect(report(sealed, { mode: 'device', unopened: true }).isWhole).toBe(true)
  expect(report(sealed, { mode: 'device' }).isWhole).toBe(false)
})
