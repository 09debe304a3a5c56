import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { storeChangeSchema } from '../../../../src/domain/stores/contract.ts'
import { call } from '../../api/call.ts'
import { storesQuery } from '../../api/queries.ts'
import type { StoreView } from '../../api/types.ts'
import { useEntry } from '../../kit/entry.ts'
import { orGone } from '../../kit/gone.ts'
import { May } from '../../kit/may.tsx'
import { useNotice } from '../../kit/notices.tsx'
import { SidePanel } from '../../kit/SidePanel.tsx'
import { Answered, Bar } from '../../kit/states.tsx'
import { Trouble } from '../../kit/Trouble.tsx'
import { PhoneForm } from './PhoneForm.tsx'
import { Staff } from './Staff.tsx'

const route = getRouteApi('/office/stores/$id')

export function StorePanel() {
  const { id } = route.useParams()
  const navigate = useNavigate()
  const stores = useQuery({ ...storesQuery, select: ({ items }) => items.find(store => store.id === id) ?? null })
  return (
    <SidePanel
      key={id}
      title={stores.data?.name ?? 'Store'}
      onClose={() => void navigate({ to: '/stores', resetScroll: false })}
    >
      <Answered query={orGone(stores)} shape={<Bar width={30} />}>
        {store => (
          <>
            <Staff store={store} />
            <Pin store={store} />
            {store.phoneFormUrl && <PhoneForm store={store} url={store.phoneFormUrl} />}
            <May verb="stores.change">
              <Name store={store} />
            </May>
          </>
        )}
      </Answered>
    </SidePanel>
  )
}

function Pin({ store }: { store: StoreView }) {
  const [setting, setSetting] = useState(false)
  return (
    <section>
      <h3>Staff PIN</h3>
      <p className="quiet">
        Ends kiosk mode on the tablets of {store.name} and opens the staff view, also without network.{' '}
        {store.hasStaffPin ? 'A PIN is set; it cannot be shown, only changed.' : 'None is set yet.'}
      </p>
      <May verb="stores.change">
        {setting ? (
          <PinForm store={store} onClose={() => setSetting(false)} />
        ) : (
          <Button variant="default" className="below" onClick={() => setSetting(true)}>
            {store.hasStaffPin ? 'Change the PIN' : 'Set a PIN'}
          </Button>
        )}
      </May>
    </section>
  )
}

function PinForm({ store, onClose }: { store: StoreView; onClose: () => void }) {
  const notice = useNotice()
  const entry = useEntry({
    schema: storeChangeSchema,
    initial: { staffPin: '' },
    send: change => call('PATCH', `stores/${store.id}`, change),
    changes: ['stores'],
    done: () => {
      notice.say(`The PIN of ${store.name} is set. Tablets know it within a minute.`)
      onClose()
    },
  })
  return (
    <form className="stack below" onSubmit={entry.submit} noValidate>
      <PasswordInput
        label="New PIN"
        description="Four to eight digits"
        inputMode="numeric"
        autoComplete="off"
        maxLength={8}
        {...entry.text('staffPin')}
      />
      <Trouble>{entry.trouble}</Trouble>
      <div className="row">
        <Button type="submit" loading={entry.busy}>
          Save the PIN
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

function Name({ store }: { store: StoreView }) {
  const notice = useNotice()
  const entry = useEntry({
    schema: storeChangeSchema,
    initial: { name: store.name },
    send: change => call('PATCH', `stores/${store.id}`, change),
    changes: ['stores', 'devices', 'signups'],
    done: (_answer, { name }) => notice.say(`The store is called ${name} now.`),
  })
  const changed = entry.values.name.trim() !== store.name
  return (
    <section>
      <h3>Name</h3>
      <form className="stack" onSubmit={entry.submit} noValidate>
        <TextInput aria-label="Name of the store" autoComplete="off" {...entry.text('name')} />
        <Trouble>{entry.trouble}</Trouble>
        {changed && (
          <div>
            <Button type="submit" loading={entry.busy}>
              Save the name
            </Button>
          </div>
        )}
      </form>
    </section>
  )
}
