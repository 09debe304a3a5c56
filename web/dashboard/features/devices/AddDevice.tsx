import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { pairDeviceSchema } from '../../../../src/domain/devices/contract.ts'
import { call } from '../../api/call.ts'
import { storesQuery } from '../../api/queries.ts'
import type { DeviceView, StoreView } from '../../api/types.ts'
import { useEntry } from '../../kit/entry.ts'
import { SidePanel } from '../../kit/SidePanel.tsx'
import { Answered, Bar } from '../../kit/states.tsx'
import { Trouble } from '../../kit/Trouble.tsx'
import { tidyCode } from './code.ts'

const route = getRouteApi('/office/devices/add')

/** The tablet shows a code; it is typed here, or came along with its QR code. */
export function AddDevice() {
  const navigate = useNavigate()
  const stores = useQuery(storesQuery)
  const [paired, setPaired] = useState<DeviceView | null>(null)
  return (
    <SidePanel title="Add a device" onClose={() => void navigate({ to: '/devices', resetScroll: false })}>
      {paired ? (
        <Done device={paired} onAnother={() => setPaired(null)} />
      ) : (
        <Answered query={stores} shape={<Bar width={30} />}>
          {({ items }) => (items.length === 0 ? <NoStore /> : <PairForm stores={items} onPaired={setPaired} />)}
        </Answered>
      )}
    </SidePanel>
  )
}

function PairForm({ stores, onPaired }: { stores: StoreView[]; onPaired: (device: DeviceView) => void }) {
  const { code } = route.useSearch()
  const entry = useEntry({
    schema: pairDeviceSchema,
    initial: { code: tidyCode(code ?? ''), name: '', storeId: stores[0]?.id ?? '' },
    send: values => call<DeviceView>('POST', 'devices', values),
    changes: ['devices', 'overview'],
    done: onPaired,
  })
  const short = entry.values.code.length > 0 && entry.values.code.length < 9
  return (
    <form className="stack" onSubmit={entry.submit} noValidate>
      {code ? (
        <p className="quiet">The code came along from the tablet. Give it a name, and it is yours.</p>
      ) : (
        <ol className="steps">
          <li>
            On the tablet, open <b>{`${location.host}/kiosk`}</b>
          </li>
          <li>Type in the code that it shows, or scan its QR code with your phone</li>
        </ol>
      )}
      <TextInput
        {...entry.text('code')}
        label="Code"
        className="code-input"
        placeholder="XXXX-XXXX"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        inputMode="text"
        description={short ? 'Eight characters' : undefined}
        onChange={event => entry.set('code', tidyCode(event.currentTarget.value))}
      />
      <TextInput
        label="Name of the tablet"
        description="As you call it in the shop: Counter 1, Annabella."
        autoComplete="off"
        {...entry.text('name')}
      />
      <NativeSelect
        label="Store"
        data={stores.map(({ id, name }) => ({ value: id, label: name }))}
        {...entry.text('storeId')}
      />
      <Trouble>{entry.trouble}</Trouble>
      <div>
        <Button type="submit" loading={entry.busy} disabled={entry.values.code.length < 9}>
          Pair the tablet
        </Button>
      </div>
    </form>
  )
}

function Done({ device, onAnother }: { device: DeviceView; onAnother: () => void }) {
  return (
    <section className="stack" role="status">
      <div className="note" data-tone="good">
        <IconCircleCheck size={20} stroke={1.75} aria-hidden />
        <div>
          <p>
            <b>{device.name}</b> is paired with {device.storeName}.
          </p>
          <p>Its screen changes to your form within seconds. Sign yourself up on it to see the whole way.</p>
        </div>
      </div>
      <div className="row">
        <Button renderRoot={props => <Link to="/devices/$id" params={{ id: device.id }} {...props} />}>
          Look at {device.name}
        </Button>
        <Button variant="default" onClick={onAnother}>
          Add another
        </Button>
      </div>
    </section>
  )
}

function NoStore() {
  return (
    <section className="stack">
      <p>A tablet stands in a store. Name your first store, then come back with the tablet.</p>
      <div>
        <Button renderRoot={props => <Link to="/stores/add" {...props} />}>Add a store</Button>
      </div>
    </section>
  )
}
