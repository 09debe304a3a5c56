import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import type { DeviceView } from '../../api/types.ts'
import { useAct } from '../../kit/act.ts'
import { count } from '../../kit/words.ts'

type Reason = 'revoked' | 'stolen'

/** Ends the pairing, as put away or as stolen; says what becomes of what the tablet still holds. */
export function RevokeDevice({ device }: { device: DeviceView }) {
  const [asking, dialog] = useDisclosure(false)
  return (
    <section>
      <Button variant="danger-quiet" className="outdent" onClick={dialog.open}>
        Revoke this tablet
      </Button>
      {asking && <Dialog device={device} onClose={dialog.close} />}
    </section>
  )
}

function Dialog({ device, onClose }: { device: DeviceView; onClose: () => void }) {
  const [reason, setReason] = useState<Reason>('revoked')
  const held = device.queue + device.missing
  const revoke = useAct({
    run: () => call('POST', `devices/${device.id}/revoke`, { reason }),
    changes: ['devices', 'overview'],
    says: `${device.name} is revoked. Within a minute it takes no more sign-ups.`,
    done: onClose,
  })
  return (
    <Modal opened onClose={onClose} title={`Revoke ${device.name}?`}>
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          revoke.mutate()
        }}
      >
        <p className="quiet">
          Within a minute the tablet in {device.storeName} takes no more sign-ups and says so on its screen. To use it
          again, pair it again.
        </p>
        <fieldset className="choices">
          <legend className="unseen">Why</legend>
          <Choice value="revoked" chosen={reason} onChoose={setReason} title="It is put away or moves elsewhere">
            {held > 0
              ? `It may still hand in the ${count(held, 'sign-up')} that it holds, and nothing else.`
              : 'What it already took may still be handed in, and nothing else.'}
          </Choice>
          <Choice value="stolen" chosen={reason} onChoose={setReason} title="It is stolen or lost">
            {held > 0
              ? `The ${count(held, 'sign-up')} that it holds, should they arrive, wait in quarantine until you have looked.`
              : 'Whatever it still sends waits in quarantine until you have looked.'}
          </Choice>
        </fieldset>
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" variant="danger" loading={revoke.isPending}>
            Revoke {device.name}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function Choice(props: {
  value: Reason
  chosen: Reason
  onChoose: (value: Reason) => void
  title: string
  children: string
}) {
  const { value, chosen, onChoose, title, children } = props
  return (
    <label className="choice">
      <input type="radio" name="reason" checked={value === chosen} onChange={() => onChoose(value)} />
      <span>
        <b>{title}</b>
        <span className="quiet">{children}</span>
      </span>
    </label>
  )
}
