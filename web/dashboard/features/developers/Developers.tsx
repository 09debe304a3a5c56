import './developers.css'
import { Button } from '@mantine/core'
import { IconExternalLink, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import { apiKeysQuery } from '../../api/queries.ts'
import type { ApiKey } from '../../api/types.ts'
import { useAct } from '../../kit/act.ts'
import { ConfirmByName } from '../../kit/ConfirmByName.tsx'
import { Moment } from '../../kit/Moment.tsx'
import { May, Only, useMay } from '../../kit/may.tsx'
import { Page } from '../../kit/Page.tsx'
import { Answered, Empty, TableShape } from '../../kit/states.tsx'
import { count } from '../../kit/words.ts'
import { CreateKey } from './CreateKey.tsx'
import { scopeWords } from './scopes.ts'

const route = getRouteApi('/office/developers')

export function Developers() {
  const mayRead = useMay('api-keys.read')
  const mayChange = useMay('api-keys.change')
  const keys = useQuery({ ...apiKeysQuery, enabled: mayRead })
  // In the address, so that the palette and a link can open it.
  const creating = route.useSearch().create !== undefined
  const navigate = useNavigate()
  const dialog = {
    open: () => void navigate({ to: '/developers', search: { create: 'key' } }),
    close: () => void navigate({ to: '/developers', search: {} }),
  }
  const valid = keys.data?.items.filter(key => key.revokedAt === null)
  return (
    <Page
      title="Developers"
      state={
        valid &&
        (valid.length === 0
          ? 'No API key opens your sign-ups.'
          : `${count(valid.length, 'API key')} ${valid.length === 1 ? 'opens' : 'open'} your sign-ups.`)
      }
      actions={
        <>
          <Button
            variant="default"
            component="a"
            href="/api/v1/docs/"
            target="_blank"
            rel="noreferrer"
            rightSection={<IconExternalLink size={16} stroke={1.75} aria-hidden />}
          >
            API documentation
          </Button>
          <May verb="api-keys.change">
            <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={dialog.open}>
              Create a key
            </Button>
          </May>
        </>
      }
    >
      {mayRead ? (
        <Answered query={keys} shape={<TableShape rows={3} columns={[16, 14, 16, 8]} />}>
          {() => (valid?.length ? <KeyTable keys={valid} /> : <None onCreate={dialog.open} />)}
        </Answered>
      ) : (
        <Only who="An owner or a manager" may="see the API keys" />
      )}
      <Example />
      {creating && mayChange && <CreateKey onClose={dialog.close} />}
    </Page>
  )
}

function KeyTable({ keys }: { keys: ApiKey[] }) {
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  return (
    <div className="card table-card">
      <table className="table keys-table">
        <caption className="unseen">API keys</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Key</th>
            <th scope="col" className="keys-may">
              May
            </th>
            <th scope="col" className="number keys-may">
              Created
            </th>
            <th scope="col">
              <span className="unseen">Revoke</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map(key => (
            <tr key={key.id}>
              <td>
                <b>{key.name}</b>
              </td>
              <td className="mono quiet">{key.hint}…</td>
              <td className="quiet keys-may">{key.scopes.map(scopeWords).join(', ')}</td>
              <td className="number quiet keys-may">
                <Moment at={key.createdAt} />
              </td>
              <td className="number">
                <May verb="api-keys.change">
                  <Button
                    size="xs"
                    variant="danger-quiet"
                    onClick={() => setRevoking(key)}
                    aria-label={`Revoke ${key.name}`}
                  >
                    Revoke
                  </Button>
                </May>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {revoking && <Revoke apiKey={revoking} onClose={() => setRevoking(null)} />}
    </div>
  )
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const revoke = useAct({
    run: () => call('DELETE', `api-keys/${apiKey.id}`),
    changes: ['api-keys'],
    says: `${apiKey.name} is revoked. Within a minute it opens nothing any more.`,
    done: onClose,
  })
  return (
    <ConfirmByName
      title={`Revoke ${apiKey.name}?`}
      name={apiKey.name}
      action="Revoke the key"
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <p>
        Whatever uses the key <b className="mono">{apiKey.hint}…</b> is refused within a minute. It cannot be brought
        back; make a new one and put that in its place first.
      </p>
    </ConfirmByName>
  )
}

function None({ onCreate }: { onCreate: () => void }) {
  return (
    <Empty
      title="Sign-ups in and out, by API"
      action={
        <May verb="api-keys.change">
          <Button onClick={onCreate}>Create a key</Button>
        </May>
      }
    >
      With a key, your web shop or your own program hands in sign-ups, or reads them as they come.
    </Empty>
  )
}

function Example() {
  const text = `curl ${location.origin}/api/v1/signups?limit=10 \\\n  -H "Authorization: Bearer ci_live_…"`
  return (
    <section className="example">
      <h2>Read the newest ten</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <pre className="card mono" tabIndex={0}>
        {text}
      </pre>
    </section>
  )
}
