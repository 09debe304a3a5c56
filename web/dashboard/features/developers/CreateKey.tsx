import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { apiScopes, newApiKeySchema } from '../../../../src/domain/accounts/contract.ts'
import { call } from '../../api/call.ts'
import type { CreatedApiKey } from '../../api/types.ts'
import { CopyButton } from '../../kit/CopyButton.tsx'
import { useEntry } from '../../kit/entry.ts'
import { Trouble } from '../../kit/Trouble.tsx'
import { scopeWords } from './scopes.ts'

type Scope = (typeof apiScopes)[number]

export function CreateKey({ onClose }: { onClose: () => void }) {
  const [created, setCreated] = useState<CreatedApiKey | null>(null)
  return (
    <Modal
      opened
      onClose={onClose}
      // The key is seen this once: a slip beside the dialog must not lose it.
      closeOnClickOutside={created === null}
      closeOnEscape={created === null}
      title={created ? `The key “${created.name}”` : 'Create an API key'}
    >
      {created ? <Shown created={created} onClose={onClose} /> : <KeyForm onCreated={setCreated} onClose={onClose} />}
    </Modal>
  )
}

function KeyForm({ onCreated, onClose }: { onCreated: (key: CreatedApiKey) => void; onClose: () => void }) {
  const entry = useEntry({
    schema: newApiKeySchema,
    initial: { name: '', scopes: ['signups:read'] as Scope[] },
    send: values => call<CreatedApiKey>('POST', 'api-keys', values),
    changes: ['api-keys'],
    done: onCreated,
  })
  const { scopes } = entry.values
  return (
    <form className="stack" onSubmit={entry.submit} noValidate>
      <TextInput
        label="Name"
        description="What it is for: web shop, newsletter tool."
        autoComplete="off"
        data-autofocus
        {...entry.text('name')}
        error={entry.errors.name && 'Give it a name'}
      />
      <Checkbox.Group
        label="It may"
        value={scopes}
        onChange={chosen =>
          entry.set(
            'scopes',
            apiScopes.filter(scope => chosen.includes(scope)),
          )
        }
        error={entry.errors.scopes && 'Choose at least one'}
      >
        <div className="scopes">
          {apiScopes.map(scope => (
            <Checkbox key={scope} value={scope} label={scopeWords(scope)} />
          ))}
        </div>
      </Checkbox.Group>
      <Trouble>{entry.trouble}</Trouble>
      <div className="dialog-actions">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={entry.busy}>
          Create the key
        </Button>
      </div>
    </form>
  )
}

function Shown({ created, onClose }: { created: CreatedApiKey; onClose: () => void }) {
  return (
    <div className="stack">
      <p className="quiet">
        Copy it now: it is shown this once. We keep only its fingerprint and cannot show it again.
      </p>
      <p className="key mono">{created.key}</p>
      <div className="dialog-actions">
        <CopyButton text={created.key} label="Copy the key" />
        <Button onClick={onClose}>I have kept it</Button>
      </div>
    </div>
  )
}
