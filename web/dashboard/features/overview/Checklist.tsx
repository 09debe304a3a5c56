import { IconArrowRight, IconCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Verb } from '../../../../src/domain/accounts/contract.ts'
import type { Overview } from '../../api/types.ts'
import { May } from '../../kit/may.tsx'

type Item = Overview['checklist'][number]
/** `verb`: what one must be let do for it. */
type Step = { title: string; why: string; verb: Verb; link: ReactNode }

const steps: Record<Item['key'], Step> = {
  email: {
    title: 'Confirm your e-mail address',
    why: 'The link is in the mail that we sent you.',
    verb: 'overview.read',
    link: null,
  },
  store: {
    title: 'Name your first store',
    why: 'Where the tablet will stand.',
    verb: 'stores.create',
    link: <Link to="/stores/add">Add a store</Link>,
  },
  connection: {
    title: 'Connect your CRM',
    why: 'Or the practice CRM, to see how it goes.',
    verb: 'connections.change',
    link: <Link to="/connections/new">Connect a CRM</Link>,
  },
  device: {
    title: 'Add a tablet',
    why: 'Open the kiosk page on it; it shows a code for you to type in.',
    verb: 'devices.pair',
    link: <Link to="/devices/add">Add a device</Link>,
  },
  signup: {
    title: 'Sign yourself up',
    why: 'On the tablet, as a shopper would. You see it arrive here.',
    verb: 'overview.read',
    link: (
      <a href="/kiosk" target="_blank" rel="noreferrer">
        Open the kiosk
      </a>
    ),
  },
}

/** From nothing to the first sign-up. It ticks itself, and is gone when all is done. */
export function Checklist({ items }: { items: Item[] }) {
  const ticked = items.filter(item => item.done).length
  const next = items.find(item => !item.done)?.key
  return (
    <section className="card checklist" aria-labelledby="checklist-title">
      <header className="card-head">
        <h2 id="checklist-title">Your first sign-up</h2>
        <span className="quiet">
          {ticked} of {items.length} done
        </span>
      </header>
      <ol>
        {items.map(({ key, done }) => (
          <li key={key} data-done={done || undefined} data-next={key === next || undefined}>
            <span className="tick" aria-hidden>
              {done && <IconCheck size={14} stroke={2.5} />}
            </span>
            <span className="checklist-words">
              <b>{steps[key].title}</b>
              {done ? <span className="unseen">done</span> : <span className="quiet">{steps[key].why}</span>}
            </span>
            {!done && steps[key].link && (
              <May verb={steps[key].verb}>
                <span className="checklist-link">
                  {steps[key].link}
                  <IconArrowRight size={16} stroke={1.75} aria-hidden />
                </span>
              </May>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
