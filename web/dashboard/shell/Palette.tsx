import { Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { Me } from '../api/types.ts'
import { type Finding, useFindings } from './findings.tsx'

/** Finds pages, people, tablets and connections, and does things: ⌘K from anywhere. */
export function Palette({ me, onClose }: { me: Me; onClose: () => void }) {
  const [words, setWords] = useState('')
  const [asked] = useDebouncedValue(words.trim(), 150)
  const [at, setAt] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const { findings, searching } = useFindings(words.trim(), asked, me)
  const chosen = Math.min(at, findings.length - 1)

  useEffect(() => {
    list.current?.querySelector(`[data-at="${chosen}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const take = (finding: Finding | undefined): void => {
    if (!finding) return
    onClose()
    finding.run()
  }
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((chosen + step + findings.length) % Math.max(findings.length, 1))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      take(findings[chosen])
    }
  }

  return (
    <Modal.Root opened lockScroll={false} onClose={onClose} size={560} yOffset="12vh" centered={false}>
      <Modal.Overlay />
      <Modal.Content className="palette" aria-label="Find or do anything">
        <div className="palette-input">
          <IconSearch size={18} stroke={1.75} aria-hidden />
          <input
            data-autofocus
            placeholder="Find or do anything"
            aria-label="Find or do anything"
            role="combobox"
            aria-expanded="true"
            aria-controls={id}
            aria-activedescendant={findings.length > 0 ? `${id}-${chosen}` : undefined}
            autoComplete="off"
            value={words}
            onChange={event => {
              setWords(event.currentTarget.value)
              setAt(0)
            }}
            onKeyDown={onKey}
          />
          <kbd>Esc</kbd>
        </div>
        <div className="palette-list" id={id} role="listbox" aria-label="What was found" ref={list}>
          {findings.map((finding, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys work in the input above, as in every combobox
            <div
              key={finding.key}
              id={`${id}-${index}`}
              data-at={index}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className="palette-line"
              onPointerMove={() => setAt(index)}
              onClick={() => take(finding)}
            >
              <finding.Icon size={18} stroke={1.75} aria-hidden />
              <span>{finding.label}</span>
              <small>{finding.note}</small>
            </div>
          ))}
        </div>
        {findings.length === 0 && (
          <p className="palette-none" role="status">
            {searching ? 'Looking…' : `Nothing is called “${words.trim()}”.`}
          </p>
        )}
      </Modal.Content>
    </Modal.Root>
  )
}
