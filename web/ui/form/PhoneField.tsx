import { useMemo } from 'preact/hooks'
import { filling, type Note, NoteLine, noteId } from './Field.tsx'
import { ChevronDown } from './icons.tsx'
import type { Prefix } from './phone.ts'
import type { Words } from './words.ts'

/** A number as typed at home; whose home, stands in front and can be changed. */
export function PhoneField(props: {
  label: string
  value: string
  country: string
  /** Empty until the numbering plans are there. */
  prefixes: Prefix[]
  change: (value: string) => void
  changeCountry: (country: string) => void
  leave: () => void
  note: Note | undefined
  language: string
  words: Words
  own: boolean
  last: boolean
}) {
  const named = useMemo(() => byName(props.prefixes, props.language), [props.prefixes, props.language])
  const code = props.prefixes.find(prefix => prefix.country === props.country)?.code ?? ''
  return (
    <div class="field">
      <label for="q-phone">{props.label}</label>
      <div class="box phone">
        <span class="prefix">
          <span aria-hidden="true">
            {props.country} {code}
          </span>
          <ChevronDown />
          <select
            aria-label={props.words.prefix}
            value={props.country}
            onChange={event => props.changeCountry(event.currentTarget.value)}
            {...filling(props.own, 'country')}
          >
            {named.length === 0 ? <option value={props.country}>{props.country}</option> : null}
            {named.map(prefix => (
              <option key={prefix.country} value={prefix.country}>
                {prefix.name} {prefix.code}
              </option>
            ))}
          </select>
        </span>
        <input
          id="q-phone"
          data-stop
          type="tel"
          inputMode="tel"
          enterkeyhint={props.last ? 'go' : 'next'}
          maxLength={40}
          value={props.value}
          aria-invalid={props.note?.tone === 'fault'}
          aria-describedby={noteId('q-phone')}
          onInput={event => props.change(event.currentTarget.value)}
          onBlur={props.leave}
          {...filling(props.own, 'tel')}
        />
      </div>
      <NoteLine id="q-phone" note={props.note} />
    </div>
  )
}

export function countryName(country: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(country) ?? country
  } catch {
    return country
  }
}

function byName(prefixes: Prefix[], language: string): (Prefix & { name: string })[] {
  const named = prefixes.map(prefix => ({ ...prefix, name: countryName(prefix.country, language) }))
  return named.sort((one, other) => one.name.localeCompare(other.name, language))
}
