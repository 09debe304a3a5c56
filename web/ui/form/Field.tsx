import type { ComponentChildren } from 'preact'
import { Check } from './icons.tsx'

export type Fix = { label: string; apply: () => void }
/** A sentence under a field: a fault keeps one here, a slip only asks. */
export type Note = { tone: 'fault' | 'slip' | 'plain'; text: string; fix?: Fix | undefined }

export const noteId = (id: string): string => `${id}-note`

/** What the browser may do with a box: on a shop's tablet it must not remember, on one's own phone it may help. */
export function filling(own: boolean, token: string): { autocomplete: string; name?: string } {
  return own ? { autocomplete: token, name: token } : { autocomplete: 'off' }
}

export function NoteLine({ id, note }: { id: string; note: Note | undefined }) {
  return (
    <div class="note" id={noteId(id)} aria-live="polite">
      {note ? (
        <>
          <span class={`note-${note.tone}`}>{note.text}</span>
          {note.fix ? (
            <button type="button" class="fix" onClick={note.fix.apply}>
              {note.fix.label}
            </button>
          ) : null}
        </>
      ) : null}
    </div>
  )
}

export type TextFieldProps = {
  id: string
  label: string
  value: string
  change: (value: string) => void
  /** The box was left: now is the time to say what is wrong. */
  leave?: () => void
  note: Note | undefined
  own: boolean
  token: string
  kind: 'name' | 'email'
  last: boolean
}

export function TextField(props: TextFieldProps) {
  const { id, note, kind } = props
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        data-stop
        class="box"
        type="text"
        inputMode={kind === 'email' ? 'email' : 'text'}
        autocapitalize={kind === 'email' ? 'none' : 'words'}
        autoCorrect="off"
        spellcheck={false}
        enterkeyhint={props.last ? 'go' : 'next'}
        maxLength={kind === 'email' ? 320 : 300}
        value={props.value}
        aria-invalid={note?.tone === 'fault'}
        aria-describedby={noteId(id)}
        onInput={event => props.change(event.currentTarget.value)}
        onBlur={props.leave}
        {...filling(props.own, props.token)}
      />
      <NoteLine id={id} note={note} />
    </div>
  )
}

export function Tick(props: {
  id: string
  ticked: boolean
  change: (ticked: boolean) => void
  note: Note | undefined
  children: ComponentChildren
  /** Beside the words, not part of them. */
  more?: ComponentChildren
}) {
  return (
    <div class="consent">
      <label class="tick" for={props.id}>
        <span class="tick-place">
          <input
            id={props.id}
            data-stop
            type="checkbox"
            checked={props.ticked}
            aria-invalid={props.note !== undefined}
            aria-describedby={noteId(props.id)}
            onChange={event => props.change(event.currentTarget.checked)}
            autocomplete="off"
          />
          <span class="tick-box">
            <Check />
          </span>
        </span>
        <span class="tick-text">{props.children}</span>
      </label>
      {props.more}
      <NoteLine id={props.id} note={props.note} />
    </div>
  )
}
