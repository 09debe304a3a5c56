import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../../api/call.ts'
import type { ConnectionView } from '../../api/types.ts'
import { useAct } from '../../kit/act.ts'
import { ConfirmByName } from '../../kit/ConfirmByName.tsx'
import { count } from '../../kit/words.ts'

export function DeleteConnection({ connection }: { connection: ConnectionView }) {
  const { id, name, counts } = connection
  const [asking, dialog] = useDisclosure(false)
  const navigate = useNavigate()
  const remove = useAct({
    run: () => call('DELETE', `connections/${id}`),
    changes: ['connections', 'signups', 'overview', 'parked'],
    says: `${name} is deleted.`,
    done: () => void navigate({ to: '/connections' }),
  })
  const open = counts.waiting + counts.parked
  return (
    <section>
      <Button variant="danger-quiet" className="outdent" onClick={dialog.open}>
        Delete this connection
      </Button>
      {asking && (
        <ConfirmByName
          title={`Delete ${name}?`}
          name={name}
          action="Delete the connection"
          busy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={dialog.close}
        >
          <p>
            {open > 0 ? (
              <>
                <b>{count(open, 'sign-up')}</b> that {open === 1 ? 'waits or is' : 'wait or are'} parked for it will
                never be handed over.
              </>
            ) : (
              'Nothing waits for it.'
            )}{' '}
            Its settings, its field mapping and the record of which contact is which go as well.
          </p>
          <p>
            The sign-ups themselves stay here, and what is in the CRM stays there. To stop for a while, pause it
            instead.
          </p>
        </ConfirmByName>
      )}
    </section>
  )
}
