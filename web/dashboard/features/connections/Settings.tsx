import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import { connectorsQuery } from '../../api/queries.ts'
import type { ConnectionCheck, ConnectionView, SettingsField } from '../../api/types.ts'
import { Facts } from '../../kit/Facts.tsx'
import { May } from '../../kit/may.tsx'
import { Trouble } from '../../kit/Trouble.tsx'
import { CheckAnswer } from './CheckAnswer.tsx'
import { SettingsFields } from './SettingsFields.tsx'
import { useSettings } from './useSettings.ts'

/** The connection's settings as they are, and a form to change them. */
export function Settings({ connection }: { connection: ConnectionView }) {
  const [editing, setEditing] = useState(false)
  const [check, setCheck] = useState<ConnectionCheck | null>(null)
  const fields = useQuery(connectorsQuery).data?.items.find(({ name }) => name === connection.connector)?.settings ?? []
  return (
    <section>
      <header className="section-head">
        <h3>Settings</h3>
        {!editing && (
          <May verb="connections.change">
            <button type="button" className="text-link" onClick={() => setEditing(true)}>
              Change
            </button>
          </May>
        )}
      </header>
      {editing ? (
        <SettingsForm
          connection={connection}
          fields={fields}
          onClose={() => setEditing(false)}
          onSaved={outcome => {
            setCheck(outcome)
            setEditing(!outcome.ok)
          }}
        />
      ) : (
        <Facts
          facts={[
            ['Name', connection.name],
            ...fields.map(({ key, title }): [string, string] => [
              title,
              connection.settings[key] ?? (connection.secretsSet.includes(key) ? '•••••••• stored' : 'not set'),
            ]),
          ]}
        />
      )}
      {check && (
        <div className="section-foot">
          <CheckAnswer check={check} />
        </div>
      )}
    </section>
  )
}

function SettingsForm(props: {
  connection: ConnectionView
  fields: SettingsField[]
  onClose: () => void
  onSaved: (check: ConnectionCheck) => void
}) {
  const { connection, fields, onClose, onSaved } = props
  const entry = useSettings({
    fields,
    initial: { name: connection.name, settings: connection.settings },
    stored: connection.secretsSet,
    save: (name, settings) => call<ConnectionView>('PATCH', `connections/${connection.id}`, { name, settings }),
    done: ({ check }) => onSaved(check),
  })
  return (
    <form className="stack" onSubmit={entry.submit} noValidate>
      <TextInput
        label="Name"
        name="name"
        value={entry.name}
        error={entry.errors.name}
        onChange={event => entry.setName(event.currentTarget.value)}
      />
      <SettingsFields
        fields={fields}
        values={entry.settings}
        errors={entry.errors}
        stored={connection.secretsSet}
        onChange={entry.set}
      />
      <Trouble>{entry.trouble}</Trouble>
      <div className="row">
        <Button type="submit" loading={entry.busy}>
          Save and test
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
