import { useHotkeys } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'

type SidePanelProps = {
  title: string
  /** Beside the title. */
  action?: ReactNode
  onClose: () => void
  children: ReactNode
}

/** What a row opens: beside the list where there is room, over it where not, the whole page on a phone. */
export function SidePanel({ title, action, onClose, children }: SidePanelProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  useHotkeys([['Escape', onClose]])
  return (
    <aside className="panel" aria-label={title}>
      <header className="panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {action}
        <button type="button" className="icon-button" aria-label="Close" title="Close (Esc)" onClick={onClose}>
          <IconX size={20} stroke={1.75} aria-hidden />
        </button>
      </header>
      <div className="panel-body">{children}</div>
    </aside>
  )
}
