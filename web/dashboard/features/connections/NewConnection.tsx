import { Button, TextInput } from '@mantine/core'
import { IconArrowLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import { connectorsQuery, meQuery, practiceQuery } from '../../api/queries.ts'
import type { ConnectionCheck, ConnectionView, Connector } from '../../api/types.ts'
import { useNotice } from '../../kit/notices.tsx'
import { SidePanel } from '../../kit/SidePanel.tsx'
import { Answered, Bar } from '../../kit/states.tsx'
import { Trouble } from '../../kit/Trouble.tsx'
import { firstLetter } from '../../kit/words.ts'
import { CheckAnswer } from './CheckAnswer.tsx'
import { SettingsFields } from './SettingsFields.tsx'
import { useSettings } from './useSettings.ts'

/** Which CRM, its settings, a test: connected. */
export function NewConnection() {
  const connectors = useQuery(connectorsQuery)
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<Connector | null>(null)
  const practice = useQuery({ ...practiceQuery, enabled: chosen?.name === 'practice' })
  return (
    <SidePanel
      title={chosen ? `Connect ${chosen.label}` : 'Connect a CRM'}
      onClose={() => void navigate({ to: '/connections', resetScroll: false })}
    >
      {chosen && practice.isLoading ? (
        <Bar width={30} />
      ) : chosen ? (
        <SetUp
          key={chosen.name}
          connector={chosen}
          filled={(chosen.name === 'practice' && practice.data) || {}}
          onBack={() => setChosen(null)}
        />
      ) : (
        <Answered query={connectors} shape={<Bar width={30} />}>
          {({ items }) => <Choice connectors={items} onChoose={setChosen} />}
        </Answered>
      )}
    </SidePanel>
  )
}

function Choice({ connectors, onChoose }: { connectors: Connector[]; onChoose: (connector: Connector) => void }) {
  return (
    <section className="stack">
      <p className="quiet">Where do your customers live?</p>
      <ul className="connectors">
        {connectors.map(connector => (
          <li key={connector.name}>
            <button type="button" className="connector" onClick={() => onChoose(connector)}>
              <span className="connection-mark" aria-hidden>
                {firstLetter(connector.label)}
              </span>
              <span>
                <b>{connector.label}</b>
                <span className="quiet">{connector.summary}</span>
              </span>
              <IconChevronRight size={18} stroke={1.75} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

type SetUpProps = {
  connector: Connector
  /** Settings that we know without asking. */
  filled: Record<string, string>
  onBack: () => void
}

function SetUp({ connector, filled, onBack }: SetUpProps) {
  const navigate = useNavigate()
  const notice = useNotice()
  const [made, setMade] = useState<ConnectionView | null>(null)
  const [check, setCheck] = useState<ConnectionCheck | null>(null)
  const entry = useSettings({
    fields: connector.settings,
    initial: { name: connector.label, settings: filled },
    stored: made?.secretsSet ?? [],
    save: (name, settings) =>
      made
        ? call<ConnectionView>('PATCH', `connections/${made.id}`, { name, settings })
        : call<ConnectionView>('POST', 'connections', { connector: connector.name, name, settings }),
    done: outcome => {
      setMade(outcome.connection)
      setCheck(outcome.check)
      if (!outcome.check.ok) return
      notice.say(`${outcome.connection.name} is connected. ${outcome.check.message}`)
      void navigate({ to: '/connections/$id', params: { id: outcome.connection.id } })
    },
  })
  return (
    <form className="stack" onSubmit={entry.submit} noValidate>
      <button type="button" className="back-link" onClick={onBack}>
        <IconArrowLeft size={16} stroke={1.75} aria-hidden /> Another CRM
      </button>
      <p className="quiet">{connector.guaranteeWords}</p>
      {connector.name === 'practice' && <AboutPractice known={filled.token !== undefined} />}
      <TextInput
        label="Name"
        description="As it stands in the dashboard."
        name="name"
        value={entry.name}
        error={entry.errors.name}
        onChange={event => entry.setName(event.currentTarget.value)}
      />
      <SettingsFields
        fields={connector.settings}
        values={entry.settings}
        errors={entry.errors}
        stored={made?.secretsSet ?? []}
        onChange={entry.set}
      />
      {check && !check.ok && <CheckAnswer check={check} />}
      <Trouble>{entry.trouble}</Trouble>
      <div>
        <Button type="submit" loading={entry.busy}>
          Test and connect
        </Button>
      </div>
    </form>
  )
}

function AboutPractice({ known }: { known: boolean }) {
  const shop = useQuery(meQuery).data?.account.id ?? ''
  const link = (
    <a className="text-link" href={`/practice-crm?shop=${shop}`} target="_blank" rel="noreferrer">
      practice CRM
    </a>
  )
  return known ? <p>Address and key of your {link} are filled in.</p> : <p>The {link} shows its address and its key.</p>
}
