import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { newStoreSchema } from '../../../../src/domain/stores/contract.ts'
import { call } from '../../api/call.ts'
import type { StoreView } from '../../api/types.ts'
import { countries, likelyCountry, timeZones } from '../../kit/countries.ts'
import { useEntry } from '../../kit/entry.ts'
import { useZone } from '../../kit/Moment.tsx'
import { useNotice } from '../../kit/notices.tsx'
import { SidePanel } from '../../kit/SidePanel.tsx'
import { Trouble } from '../../kit/Trouble.tsx'

export function AddStore() {
  const navigate = useNavigate()
  const notice = useNotice()
  const zone = useZone()
  const entry = useEntry({
    schema: newStoreSchema,
    initial: { name: '', country: likelyCountry(), timeZone: zone },
    send: values => call<StoreView>('POST', 'stores', values),
    changes: ['stores', 'overview', 'forms'],
    done: store => {
      notice.say(`${store.name} is there. It shows your welcome form.`)
      void navigate({ to: '/stores/$id', params: { id: store.id } })
    },
  })
  return (
    <SidePanel title="Add a store" onClose={() => void navigate({ to: '/stores', resetScroll: false })}>
      <form className="stack" onSubmit={entry.submit} noValidate>
        <TextInput
          label="Name of the store"
          description="As shoppers and staff call it: the town, the street."
          autoComplete="off"
          {...entry.text('name')}
        />
        <NativeSelect
          label="Country"
          description="Phone numbers are typed as people there write them."
          data={countries}
          {...entry.text('country')}
        />
        <NativeSelect label="Time zone" data={timeZones()} {...entry.text('timeZone')} />
        <Trouble>{entry.trouble}</Trouble>
        <div>
          <Button type="submit" loading={entry.busy}>
            Add the store
          </Button>
        </div>
      </form>
    </SidePanel>
  )
}
