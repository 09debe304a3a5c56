import { expect, test } from 'vitest'
import { appVersion, deviceFacts, isIpad } from './facts.ts'

test.each([
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
    5,
    { os: 'iPadOS', osVersion: '17.4', browser: 'Safari 17.4' },
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
    0,
    { os: 'macOS', osVersion: '10.15.7', browser: 'Safari 17.4' },
  ],
  [
    'Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    5,
    { os: 'Android', osVersion: '13', browser: 'Chrome 120' },
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0',
    0,
    { os: 'Linux', browser: 'Firefox 126' },
  ],
  ['something else', 0, {}],
])('%s', (userAgent, maxTouchPoints, facts) => {
  expect(deviceFacts({ userAgent, maxTouchPoints })).toEqual({ ...facts, appVersion })
})

test('an old iPad says so itself', () => {
  expect(isIpad({ userAgent: 'Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X)', maxTouchPoints: 5 })).toBe(true)
})
