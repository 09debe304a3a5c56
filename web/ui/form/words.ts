import { de } from './words/de.ts'
import { en } from './words/en.ts'
import { fr } from './words/fr.ts'
import { nl } from './words/nl.ts'

/** What the screens say to a shopper, apart from the shop's own words. */
export type Words = {
  /** The language's own name. */
  name: string
  begin: string
  onYourPhone: string
  language: string
  /** Read out: where one is. */
  step: (at: number, of: number) => string
  nameTitle: string
  reachTitle: string
  consentTitle: string
  birthdayTitle: string
  firstName: string
  lastName: string
  email: string
  phone: string
  birthday: string
  /** A label of what may be left empty. */
  ifYouLike: (label: string) => string
  eitherWillDo: string
  day: string
  month: string
  year: string
  dayHint: string
  monthHint: string
  yearHint: string
  yearIfYouLike: string
  prefix: string
  whatThisMeans: string
  close: string
  tooYoung: (age: number) => string
  back: string
  next: string
  submit: string
  sending: string
  slip: string
  takeInstead: (value: string) => string
  goOnWithoutPhone: string
  /** Under the fields. */
  faults: {
    missing: (label: string) => string
    emailNoAt: string
    emailNoDomain: string
    emailNoDot: string
    emailShape: string
    emailLong: string
    phoneShort: (country: string) => string
    phoneLong: (country: string) => string
    phoneShape: (country: string) => string
    phonePlain: string
    reach: string
    birthdayIncomplete: string
    birthdayImpossible: string
    birthdayFuture: string
    birthdayTooOld: string
    terms: string
  }
  thanks: (name: string) => string
  showAtTill: string
  yourCode: string
  done: string
  clears: (seconds: number) => string
  stillThere: string
  stillThereMore: (seconds: number) => string
  goOn: string
  startOver: string
  notKept: string
  tooLarge: string
  tryAgain: string
  offline: string
  waiting: string
  refused: string
  gone: string
  goneMore: string
  unreachable: string
  loading: string
}

const all: Record<string, Words> = { en, nl, de, fr }

/** The words of a language ("nl", "nl-BE"); English where there are none yet. */
export function wordsOf(language: string): Words {
  return all[language.slice(0, 2).toLowerCase()] ?? en
}

/** The language's own name, also of languages that have no words here yet. */
export function nameOfLanguage(language: string): string {
  const known = all[language.slice(0, 2).toLowerCase()]
  if (known) return known.name
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
  } catch {
    return language
  }
}

/** The shop's own words in a language, else in the form's first, else nothing. */
export function inLanguage<T>(texts: Record<string, T>, language: string, languages: string[]): T | undefined {
  return texts[language] ?? texts[languages[0] ?? ''] ?? Object.values(texts)[0]
}

/** The first of the form's languages that the reader prefers. */
export function preferredLanguage(languages: string[], preferences: readonly string[]): string {
  const short = preferences.map(preference => preference.slice(0, 2).toLowerCase())
  const wished = short.map(code => languages.find(language => language.slice(0, 2).toLowerCase() === code))
  return wished.find(language => language !== undefined) ?? languages[0] ?? 'en'
}
