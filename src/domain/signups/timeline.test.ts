import { expect, test } from 'vitest'
import type { AttemptView, DeliveryBrief } from '../deliveries/index.ts'
import type { BriefRow, DetailRow } from './queries.ts'
import { tellDuration, tellTimeline } from './timeline.ts'

const captured = new Date('2026-11-20T14:02:11Z')
const later = (ms: number) => new Date(captured.getTime() + ms)

const row: BriefRow = {
  id: '01890000-0000-7000-8000-000000000001',
  tx: '7',
  state: 'accepted',
  reason: null,
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  phone: null,
  language: 'en',
  storeId: '01890000-0000-7000-8000-000000000002',
  storeName: 'Amsterdam',
  sourceKind: 'device',
  sourceId: '01890000-0000-7000-8000-000000000003',
  sourceName: 'Annabella',
  number: 1284,
  test: false,
  consented: true,
  capturedAt: captured,
  receivedAt: later(40_000),
}
const detail: DetailRow = {
  answers: '{}',
  offerCode: null,
  durationMs: 17_000,
  staffName: 'Grace',
  standName: 'counter 1',
  formName: 'Welcome',
  formVersion: 1,
  missingBefore: 0,
}
const delivery: DeliveryBrief = {
  id: '01890000-0000-7000-8000-000000000004',
  connectionId: '01890000-0000-7000-8000-000000000005',
  connectionName: 'HubSpot',
  connector: 'hubspot',
  state: 'delivered',
  reason: null,
  dueAt: null,
  deliveredAt: null,
  recordId: '20417',
  recordUrl: null,
}
const attempt: AttemptView = {
  deliveryId: delivery.id,
  connectionName: 'HubSpot',
  connector: 'hubspot',
  number: 1,
  startedAt: later(41_000),
  endedAt: later(41_200),
  outcome: 'retry',
  summary: 'HubSpot asked us to wait 2 seconds',
  detail: { status: 429 },
}
function tell(
  change: {
    row?: Partial<BriefRow>
    detail?: Partial<DetailRow>
    deliveries?: DeliveryBrief[]
    attempts?: AttemptView[]
  } = {},
) {
  const story = {
    deliveries: [delivery],
    attempts: [],
    ...change,
    row: { ...row, ...change.row },
    detail: { ...detail, ...change.detail },
  }
  return tellTimeline(story).map(step => [step.tone, step.title, step.detail])
}

test('from the counter to the CRM', () => {
  const attempts = [
    attempt,
    { ...attempt, number: 2, outcome: 'delivered' as const, summary: 'A new contact was made.' },
  ]
  expect(tell({ attempts })).toEqual([
    ['good', 'Signed up in Amsterdam, counter 1', '17 seconds, in English, with Grace'],
    ['good', 'Kept on the tablet, sealed', 'it could be sent 40 seconds later'],
    ['good', 'Arrived, number 1,284 of this tablet', 'nothing missing before it'],
    ['waiting', 'HubSpot asked us to wait 2 seconds', null],
    ['good', 'In HubSpot', 'A new contact was made.'],
  ])
})

test('sent at once, with a gap before it, from a tablet whose clock is wrong', () => {
  expect(tell({ row: { receivedAt: later(900) }, detail: { missingBefore: 2 } }).slice(1)).toEqual([
    ['good', 'Arrived, number 1,284 of this tablet', '2 before it have not arrived'],
  ])
  expect(tell({ detail: { missingBefore: 1 } }).at(-1)?.[2]).toBe('1 before it has not arrived')
  expect(tell({ row: { capturedAt: new Date('2031-01-01T00:00:00Z') } })[1]).toEqual([
    'neutral',
    'The tablet’s clock was wrong',
    'both times are kept',
  ])
  expect(tell({ row: { capturedAt: null } })).toHaveLength(2)
})

test('from elsewhere', () => {
  expect(tell({ row: { sourceKind: 'api-key', sourceName: 'Till', number: null } })[0]?.[1]).toBe(
    'Signed up through the API, with the key Till',
  )
  expect(tell({ row: { sourceKind: 'api-key', sourceName: null, number: null } })[0]?.[1]).toBe(
    'Signed up through the API, with the key (deleted)',
  )
  expect(tell({ row: { sourceKind: 'phone-form', number: null } })[0]?.[1]).toBe(
    'Signed up in Amsterdam, on their own phone',
  )
  const nowhere = {
    row: { storeName: null, sourceName: null, language: 'xx-nonsense-' },
    detail: { standName: null, durationMs: null, staffName: null },
  }
  expect(tell(nowhere)[0]).toEqual(['good', 'Signed up on a tablet', 'in xx-nonsense-'])
})

test('set aside, erased, under a number that was used before', () => {
  expect(tell({ row: { state: 'quarantined', reason: 'The seal could not be opened' } })[2]).toEqual([
    'bad',
    'Arrived, and set aside until somebody has looked',
    'The seal could not be opened',
  ])
  expect(tell({ row: { state: 'erased' } })[2]?.[1]).toBe('Erased')
  expect(tell({ row: { reason: 'Another sign-up has it' } })[2]).toEqual([
    'bad',
    'Arrived, number 1,284 of this tablet',
    'Another sign-up has it',
  ])
})

test('what is still to come', () => {
  const last = (state: DeliveryBrief['state']) => tell({ deliveries: [{ ...delivery, state, reason: 'why' }] }).at(-1)
  expect(last('pending')).toEqual(['waiting', 'On its way to HubSpot', 'why'])
  expect(last('retrying')).toEqual(['waiting', 'Will be handed to HubSpot again', 'why'])
  expect(last('parked')).toEqual(['bad', 'Could not be handed to HubSpot; it waits for you', 'why'])
  expect(last('skipped')).toEqual(['neutral', 'Not handed to HubSpot', 'why'])
})

test('durations as people say them', () => {
  const second = 1000
  expect([0, 1, 17, 90, 120, 3600, 7200, 50 * 3600].map(seconds => tellDuration(seconds * second))).toEqual([
    '0 seconds',
    '1 second',
    '17 seconds',
    '90 seconds',
    '2 minutes',
    '60 minutes',
    '2 hours',
    '2 days',
  ])
})
