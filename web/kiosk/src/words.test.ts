import { afterEach, expect, test, vi } from 'vitest'
import { ago, exactly, staffLanguage, staffWords } from './words.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})
const speak = (...languages: string[]): void => {
  vi.stubGlobal('navigator', { languages })
}

test('each language counts, in the singular and the plural', () => {
  for (const language of ['en', 'nl', 'de', 'fr']) {
    speak(language)
    const words = staffWords()
    for (const count of [words.endedWaiting, words.endedKept, words.waitingCount, words.missing, words.refused]) {
      expect(count(1)).not.toBe(count(2))
      expect(count(2)).toContain('2')
    }
    const sentences = [words.waitingCount(0), words.left(3), words.pairNew('9:59'), words.pinWait(30)]
    for (const reason of ['revoked', 'replaced', 'stolen'] as const) sentences.push(words.endedText[reason]('12:00'))
    expect(sentences.filter(sentence => sentence === '' || sentence.includes('undefined'))).toEqual([])
  }
})

test('the tablet’s own language, else English', () => {
  speak('de-AT', 'en')
  expect(staffLanguage()).toBe('de')
  speak('pt')
  expect(staffWords().staffTitle).toBe('Staff')
})

test('times are relative up to a day', () => {
  speak('en')
  const now = Date.parse('2026-11-20T12:00:00Z')
  const before = (seconds: number): string => ago(new Date(now - seconds * 1000).toISOString(), now)
  expect([2, 30, 120, 7200].map(before)).toEqual(['now', '30 seconds ago', '2 minutes ago', '2 hours ago'])
  expect(before(100_000)).toBe(exactly(new Date(now - 100_000_000).toISOString()))
})
