import { Button, Modal, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'

type ConfirmProps = {
  title: string
  /** What has to be typed. */
  name: string
  action: string
  busy: boolean
  onConfirm: () => void
  onClose: () => void
  /** What will be lost. */
  children: ReactNode
}

/** A destructive act that cannot be undone: names what is lost and asks for the name. */
export function ConfirmByName({ title, name, action, busy, onConfirm, onClose, children }: ConfirmProps) {
  const [typed, setTyped] = useState('')
  const right = typed.trim().toLowerCase() === name.trim().toLowerCase()
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          if (right && !busy) onConfirm()
        }}
      >
        <div className="prose">{children}</div>
        <TextInput
          label={
            <>
              Type <b>{name}</b> to go on
            </>
          }
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" variant="danger" disabled={!right} loading={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
