import { useRef, useState } from 'preact/hooks'
import { after } from '../../ui/platform.ts'

const holdFor = 1_200

/** A corner that only staff know: held for a moment, by finger or by key, it opens their view. */
export function StaffCorner({ open }: { open: () => void }) {
  const [held, setHeld] = useState(false)
  const cancel = useRef<(() => void) | undefined>(undefined)
  const press = (): void => {
    if (cancel.current) return
    setHeld(true)
    cancel.current = after(holdFor, () => {
      release()
      open()
    })
  }
  const release = (): void => {
    cancel.current?.()
    cancel.current = undefined
    setHeld(false)
  }
  return (
    <button
      type="button"
      class={held ? 'staff-corner held' : 'staff-corner'}
      aria-label="Staff: hold to open"
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onContextMenu={event => event.preventDefault()}
      onClick={event => event.stopPropagation()}
      onKeyDown={event => (event.key === 'Enter' || event.key === ' ') && press()}
      onKeyUp={release}
      onBlur={release}
    />
  )
}
