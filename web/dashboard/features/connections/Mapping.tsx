import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import { connectorsQuery, targetFieldsQuery } from '../../api/queries.ts'
import type { ConnectionView, ConnectorList, TargetFieldList } from '../../api/types.ts'
import { useAct } from '../../kit/act.ts'
import { May } from '../../kit/may.tsx'
import { Answered, Bar } from '../../kit/states.tsx'

type Source = ConnectorList['sources'][number]
type Target = TargetFieldList['items'][number]

/** Which of our fields goes into which field of the CRM. */
export function Mapping({ connection }: { connection: ConnectionView }) {
  const [editing, setEditing] = useState(false)
  const sources = useQuery(connectorsQuery).data?.sources ?? []
  const mapped = sources.filter(({ key }) => connection.mapping[key])
  return (
    <section>
      <header className="section-head">
        <h3>Fields</h3>
        {!editing && (
          <May verb="connections.change">
            <button type="button" className="text-link" onClick={() => setEditing(true)}>
              Change
            </button>
          </May>
        )}
      </header>
      {editing ? (
        <MappingForm connection={connection} sources={sources} onClose={() => setEditing(false)} />
      ) : (
        <ul className="mapping">
          {mapped.map(({ key, label }) => (
            <li key={key}>
              <span>{label}</span>
              <span aria-hidden>→</span>
              <span className="unseen">goes into</span>
              <span className="quiet mono">{connection.mapping[key]}</span>
            </li>
          ))}
          {mapped.length === 0 && <li className="quiet">No field is mapped yet.</li>}
        </ul>
      )}
    </section>
  )
}

type FormProps = { connection: ConnectionView; sources: Source[]; onClose: () => void }

function MappingForm({ connection, sources, onClose }: FormProps) {
  const targets = useQuery(targetFieldsQuery(connection.id))
  return (
    <Answered query={targets} shape={<Bar width={34} />}>
      {({ items }) => <MappingFields connection={connection} sources={sources} targets={items} onClose={onClose} />}
    </Answered>
  )
}

function MappingFields({ connection, sources, targets, onClose }: FormProps & { targets: Target[] }) {
  const [mapping, setMapping] = useState(connection.mapping)
  const save = useAct({
    run: () => {
      const chosen = Object.entries(mapping).filter(([, target]) => target !== '')
      return call('PATCH', `connections/${connection.id}`, { mapping: Object.fromEntries(chosen) })
    },
    changes: ['connections'],
    says: 'Saved. It counts for what goes out from now on.',
    done: onClose,
  })
  const used = Object.values(mapping)
  const open = targets.filter(({ key, required }) => required && !used.includes(key))
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <div className="mapping-fields">
        {sources.map(({ key, label }) => (
          <NativeSelect
            key={key}
            label={label}
            value={mapping[key] ?? ''}
            onChange={event => setMapping({ ...mapping, [key]: event.currentTarget.value })}
            data={[{ value: '', label: 'leave out' }, ...targetOptions(targets, mapping[key])]}
          />
        ))}
      </div>
      {open.length > 0 && (
        <div className="note">
          <div>
            <p>The CRM asks for {open.map(target => `“${target.label}”`).join(', ')}, which nothing goes into yet.</p>
          </div>
        </div>
      )}
      <div className="row">
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

/** The CRM's fields; one that it no longer tells of stays to be seen. */
function targetOptions(targets: Target[], current: string | undefined): { value: string; label: string }[] {
  const known = targets.map(({ key, label, required }) => ({
    value: key,
    label: `${label === key ? key : `${label} (${key})`}${required ? ', needed' : ''}`,
  }))
  const gone = current && !targets.some(({ key }) => key === current)
  return gone ? [{ value: current, label: `${current} (not in the CRM any more)` }, ...known] : known
}
