import { ChevronDown } from './icons.tsx'
import { nameOfLanguage, type Words } from './words.ts'

export function LanguageChoice(props: {
  languages: string[]
  language: string
  words: Words
  change: (language: string) => void
}) {
  if (props.languages.length < 2) return null
  return (
    <span class="language">
      <span aria-hidden="true">{nameOfLanguage(props.language)}</span>
      <ChevronDown />
      <select
        aria-label={props.words.language}
        value={props.language}
        onChange={event => props.change(event.currentTarget.value)}
        autocomplete="off"
      >
        {props.languages.map(language => (
          <option key={language} value={language} lang={language}>
            {nameOfLanguage(language)}
          </option>
        ))}
      </select>
    </span>
  )
}
