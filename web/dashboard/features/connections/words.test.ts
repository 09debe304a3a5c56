import { expect, test } from 'vitest'
import type { ConnectionView } from '../../api/types.ts'
import { sentence } from './words.ts'

const connection = (
  name: string,
  state: ConnectionView['state'],
  counts: Partial<ConnectionView['counts']> = {},
): ConnectionView => ({
  id: name,
  name,
  connector: 'practice',
  connectorLabel: 'Practice CRM',
  guarantee: 'search-then-create',
  guaranteeWords: '',
  state,
  stateReason: null,
  remedy: null,
  settings: {},
  secretsSet: [],
  mapping: {},
  mappable: true,
  counts: { waiting: 0, parked: 0, deliveredToday: 0, ...counts },
  nextAttemptAt: null,
  lastDeliveredAt: null,
  createdAt: '2026-11-20T09:00:00Z',
})

test.each([
  [[], 'No CRM is connected yet. Sign-ups are kept safe all the same.'],
  [[connection('A', 'connected')], 'A is connected. Nothing waits.'],
  [[connection('A', 'connected'), connection('B', 'connected')], 'All 2 are connected. Nothing waits.'],
  [[connection('A', 'degraded', { waiting: 1 })], 'A has trouble. 1 sign-up waits.'],
  [
    [connection('A', 'disconnected', { waiting: 2, parked: 1 }), connection('B', 'degraded')],
    'A and B need a look. 2 sign-ups wait, 1 is parked.',
  ],
  [[connection('A', 'connected', { parked: 1 })], 'A is connected. 1 sign-up is parked.'],
  [[connection('A', 'connected', { waiting: 3, parked: 2 })], 'A is connected. 3 sign-ups wait, 2 are parked.'],
  [[connection('A', 'connected', { parked: 2 })], 'A is connected. 2 sign-ups are parked.'],
  [[connection('A', 'paused'), connection('B', 'connected')], '1 connection paused, the rest is well. Nothing waits.'],
])('how things stand, in a sentence (%#)', (connections, said) => {
  expect(sentence(connections)).toBe(said)
})
