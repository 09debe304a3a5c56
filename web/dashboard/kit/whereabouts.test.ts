import { expect, test } from 'vitest'
import type { DeliveryBrief } from '../api/types.ts'
import { whereabouts } from './whereabouts.ts'

const delivery = (connectionName: string, state: DeliveryBrief['state']): DeliveryBrief => ({
  id: connectionName,
  connectionId: connectionName,
  connectionName,
  connector: 'practice',
  state,
  reason: null,
  dueAt: null,
  deliveredAt: null,
  recordId: null,
  recordUrl: null,
})

test.each([
  ['accepted', [], { tone: 'neutral', words: 'no CRM was connected' }],
  ['accepted', [delivery('A', 'delivered'), delivery('B', 'delivered')], { tone: 'good', words: 'in A and B' }],
  ['accepted', [delivery('A', 'delivered'), delivery('B', 'retrying')], { tone: 'waiting', words: 'waits for B' }],
  ['accepted', [delivery('A', 'parked'), delivery('B', 'pending')], { tone: 'bad', words: 'parked in A' }],
  ['accepted', [delivery('A', 'skipped')], { tone: 'neutral', words: 'left out by a rule' }],
  ['quarantined', [], { tone: 'bad', words: 'in quarantine' }],
  ['erased', [], { tone: 'neutral', words: 'erased' }],
] as const)('a sign-up that is %s says the worst first', (state, deliveries, said) => {
  expect(whereabouts({ state, deliveries: [...deliveries] })).toEqual(said)
})
