import { expect, test } from 'vitest'
import { inLanguage, nameOfLanguage, preferredLanguage, wordsOf } from './words.ts'

test('each language says everything, with what it is given', () => {
  for (const language of ['en', 'nl', 'de', 'fr']) {
    const words = wordsOf(language)
    const said = [
      words.step(1, 3),
      words.ifYouLike('X'),
      words.tooYoung(16),
      words.takeInstead('X'),
      words.thanks('Ada'),
      words.thanks(''),
      words.clears(3),
      words.stillThereMore(3),
    ]
    expect(said.filter(sentence => sentence.includes('undefined') || sentence === '')).toEqual([])
    expect(words.thanks('Ada')).toContain('Ada')
  }
  expect(wordsOf('pt').name).toBe('English')
  expect(wordsOf('nl-BE').name).toBe('Nederlands')
})

test('languages are called by their own name', () => {
  expect(nameOfLanguage('de')).toBe('Deutsch')
  expect(nameOfLanguage('es')).toBe('español')
  expect(nameOfLanguage('not a tag')).toBe('not a tag')
})

test('the shop’s words fall back to its first language', () => {
  expect(inLanguage({ en: 'one', nl: 'een' }, 'nl', ['en', 'nl'])).toBe('een')
  expect(inLanguage({ en: 'one' }, 'nl', ['en', 'nl'])).toBe('one')
  expect(inLanguage({ de: 'eins' }, 'nl', ['en'])).toBe('eins')
  expect(inLanguage({}, 'nl', [])).toBeUndefined()
})

test('the reader’s preference among the form’s languages', () => {
  expect(preferredLanguage(['en', 'nl'], ['fr-FR', 'nl-NL', 'en'])).toBe('nl')
  expect(preferredLanguage(['en', 'nl'], ['fr'])).toBe('en')
  expect(preferredLanguage([], [])).toBe('en')
})
