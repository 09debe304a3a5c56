import { expect, test } from 'vitest'
import type { DeviceView } from '../../api/types.ts'
import { tidyCode } from './code.ts'
import { gapWords, numbersWords, sentence, stateOf, system } from './words.ts'

const device = (facts: Partial<DeviceView> = {}): DeviceView => ({
  id: 'd',
  pairingId: 'p',
  name: 'Annabella',
  uid: 'u',
  os: 'iPadOS',
  osVersion: '18.2',
  browser: null,
  appVersion: null,
  storeId: 's',
  storeName: 'Leiden',
  standName: 'Counter 1',
  pairedAt: '2026-11-20T09:00:00Z',
  endedAt: null,
  endReason: null,
  lastSeenAt: '2026-11-20T09:00:00Z',
  online: true,
  queue: 0,
  oldestQueuedAt: null,
  storagePersisted: null,
  battery: null,
  lastError: null,
  lastNumber: 0,
  missing: 0,
  missingNumbers: [],
  signupsToday: 0,
  ...facts,
})
const ended = '2026-11-20T10:00:00Z'

test('a tablet is on, quiet, not heard of, or over', () => {
  expect(stateOf(device())).toEqual({ tone: 'good', words: 'on' })
  expect(stateOf(device({ online: false })).words).toBe('quiet')
  expect(stateOf(device({ online: false, lastSeenAt: null })).words).toBe('not heard of yet')
  expect(stateOf(device({ endedAt: ended, endReason: 'replaced' })).words).toBe('replaced')
  expect(stateOf(device({ endedAt: ended })).words).toBe('revoked')
  expect(system(device())).toBe('iPadOS 18.2')
  expect(system(device({ os: null, osVersion: null }))).toBe('unknown')
})

test('the fleet is told in a sentence', () => {
  expect(sentence([])).toBe('No tablet is paired.')
  expect(sentence([device()])).toBe('Annabella is on.')
  expect(sentence([device(), device(), device({ endedAt: ended })])).toBe('All 2 tablets are on.')
  expect(sentence([device(), device({ online: false, queue: 1 })])).toBe(
    '1 of 2 tablets is on. 1 sign-up waits on a tablet to be sent.',
  )
  expect(sentence([device(), device(), device({ online: false, queue: 2 })])).toBe(
    '2 of 3 tablets are on. 2 sign-ups wait on a tablet to be sent.',
  )
})

test('a gap names its tablet and its numbers, of many the first', () => {
  expect(gapWords(device({ missing: 1 }))).toBe('1 sign-up of tablet Annabella has not arrived')
  expect(gapWords(device({ missing: 2 }))).toBe('2 sign-ups of tablet Annabella have not arrived')
  expect(numbersWords(device({ missing: 1, missingNumbers: [41] }))).toBe('Number 41.')
  expect(numbersWords(device({ missing: 5, missingNumbers: [41, 42] }))).toBe('Numbers 41, 42 and 3 more.')
  expect(numbersWords(device({ missing: 1 }))).toBe('')
})

test('a code is understood however it is typed', () => {
  expect([' 7k4m', '7k4m-abcd', '7k4m abcd9', ''].map(tidyCode)).toEqual(['7K4M', '7K4M-ABCD', '7K4M-ABCD', ''])
})
