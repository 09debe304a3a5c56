import { useRef } from 'preact/hooks'
import { birthdayFault, type DateParts, isBlank, isComplete, partOrder, spellBirthday } from './birthday.ts'
import { filling, type Note, NoteLine, noteId } from './Field.tsx'
import type { Words } from './words.ts'

/** Three boxes that hand on to each other: no calendar to hunt through. */
export function BirthdayField(props: {
  label: string
  parts: DateParts
  change: (parts: Partial<DateParts>) => void
  leave: () => void
  note: Note | undefined
  country: string
  language: string
  words: Words
  own: boolean
  today: string
  last: boolean
}) {
  const { parts, words } = props
  const order = partOrder(props.country)
  const boxes = useRef<Partial<Record<keyof DateParts, HTMLInputElement | null>>>({})
  const labels = { day: words.day, month: words.month, year: words.year }
  const hints = { day: words.dayHint, month: words.monthHint, year: words.yearHint }
  const next = (part: keyof DateParts, step: 1 | -1) => {
    const neighbour = order[order.indexOf(part) + step]
    return neighbour ? boxes.current[neighbour] : undefined
  }

  const type = (part: keyof DateParts, typed: string): void => {
    const value = typed.replace(/\D/g, '').slice(0, part === 'year' ? 4 : 2)
    const grew = value.length > parts[part].length
    props.change({ [part]: value })
    if (grew && isComplete(part, value)) next(part, 1)?.focus()
  }
  const erase = (part: keyof DateParts, event: KeyboardEvent): void => {
    if (event.key !== 'Backspace' || parts[part] !== '') return
    event.preventDefault()
    next(part, -1)?.focus()
  }
  const leave = (event: FocusEvent): void => {
    const stays = Object.values(boxes.current).some(box => box === event.relatedTarget)
    if (!stays) props.leave()
  }

  const spelled =
    !isBlank(parts) && !birthdayFault(parts, props.today) ? spellBirthday(parts, props.language) : undefined
  const note: Note = props.note ?? { tone: 'plain', text: spelled ?? words.yearIfYouLike }
  return (
    <fieldset class="field">
      <legend class="label">{props.label}</legend>
      <div class="date">
        {order.map((part, place) => (
          <input
            key={part}
            id={`q-${part}`}
            data-stop
            ref={element => {
              boxes.current[part] = element
            }}
            class={`box box-${part}`}
            type="text"
            inputMode="numeric"
            placeholder={hints[part]}
            aria-label={labels[part]}
            aria-invalid={props.note?.tone === 'fault'}
            aria-describedby={noteId('q-birthday')}
            enterkeyhint={props.last && place === order.length - 1 ? 'go' : 'next'}
            value={parts[part]}
            onInput={event => type(part, event.currentTarget.value)}
            onKeyDown={event => erase(part, event)}
            onBlur={leave}
            {...filling(props.own, `bday-${part}`)}
          />
        ))}
      </div>
      <NoteLine id="q-birthday" note={note} />
    </fieldset>
  )
}
