import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { useFocusTrap } from './focus.ts'

/** A sheet over the screen that asks for attention: closed by its button, by Escape, or by touching beside it. */
export function Sheet(props: {
  title: string
  leave: () => void
  /** Last, so that what is read comes before what is pressed. */
  actions: ComponentChildren
  children: ComponentChildren
}) {
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  useFocusTrap(box, props.leave)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key for it, see useFocusTrap
    // biome-ignore lint/a11y/noStaticElementInteractions: touching beside the sheet is a second way, for fingers
    <div class="veil" onClick={event => event.target === event.currentTarget && props.leave()}>
      <div
        class="sheet"
        ref={box}
        role="dialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
      >
        <h2 id={`${id}-title`}>{props.title}</h2>
        <div class="sheet-text" id={`${id}-text`}>
          {props.children}
        </div>
        <div class="sheet-actions">{props.actions}</div>
      </div>
    </div>
  )
}
