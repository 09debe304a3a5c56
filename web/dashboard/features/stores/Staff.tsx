import { Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { newStaffSchema } from '../../../../src/domain/stores/contract.ts'
import { call } from '../../api/call.ts'
import type { StoreView } from '../../api/types.ts'
import { useAct } from '../../kit/act.ts'
import { useEntry } from '../../kit/entry.ts'
import { May } from '../../kit/may.tsx'
import { useNotice } from '../../kit/notices.tsx'
import { Trouble } from '../../kit/Trouble.tsx'

/** Who serves: the names that the tablets of the store offer. */
export function Staff({ store }: { store: StoreView }) {
  const add = (name: string) => call('POST', `stores/${store.id}/staff`, { name })
  const entry = useEntry({
    schema: newStaffSchema,
    initial: { name: '' },
    send: ({ name }) => add(name),
    changes: ['stores'],
    done: () => entry.set('name', ''),
  })
  return (
    <section>
      <h3>Who serves</h3>
      <p className="quiet">Staff pick their name on the tablet, and the sign-ups carry it.</p>
      {store.staff.length > 0 && (
        <ul className="staff">
          {store.staff.map(person => (
            <Person key={person.id} store={store} person={person} onBack={() => add(person.name)} />
          ))}
        </ul>
      )}
      <May verb="stores.change">
        <form className="staff-add below" onSubmit={entry.submit} noValidate>
          <TextInput aria-label="Name to add" placeholder="A name" autoComplete="off" {...entry.text('name')} />
          <Button type="submit" variant="default" loading={entry.busy}>
            Add
          </Button>
        </form>
      </May>
      <Trouble>{entry.trouble}</Trouble>
    </section>
  )
}

type Person = StoreView['staff'][number]

function Person({ store, person, onBack }: { store: StoreView; person: Person; onBack: () => Promise<unknown> }) {
  const notice = useNotice()
  const back = useAct({ run: onBack, changes: ['stores'], says: `${person.name} is back on the tablets.` })
  const remove = useAct({
    run: () => call('DELETE', `stores/${store.id}/staff/${person.id}`),
    changes: ['stores'],
    done: () =>
      notice.say(`${person.name} is off the tablets of ${store.name}. Sign-ups made so far keep the name.`, {
        label: 'Undo',
        run: () => back.mutate(),
      }),
  })
  return (
    <li>
      <span>{person.name}</span>
      <May verb="stores.change">
        <button
          type="button"
          className="icon-button"
          aria-label={`Take ${person.name} off the tablets`}
          title="Take off the tablets"
          disabled={remove.isPending}
          onClick={() => remove.mutate()}
        >
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      </May>
    </li>
  )
}
