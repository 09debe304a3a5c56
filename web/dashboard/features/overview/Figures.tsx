import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview } from '../../api/types.ts'
import { figure, percent } from '../../kit/words.ts'

const promise = 0.99

export function Figures({ facts }: { facts: Overview }) {
  const { signupsThisWeek, signupsLastWeek, consentShare, deliveredWithin5s, waiting, parked } = facts
  return (
    <dl className="card figures">
      <Figure name="Sign-ups in 7 days" value={figure(signupsThisWeek)}>
        <Change now={signupsThisWeek} before={signupsLastWeek} />
      </Figure>
      <Figure name="Agreed to hear from you" value={consentShare === null ? '–' : percent(consentShare)}>
        <span className="quiet">{consentShare === null ? 'nobody was asked yet' : 'of those in 7 days'}</span>
      </Figure>
      <Figure name="In the CRM within 5 s" value={deliveredWithin5s === null ? '–' : percent(deliveredWithin5s)}>
        {deliveredWithin5s === null ? (
          <span className="quiet">nothing to tell yet</span>
        ) : (
          <span data-tone={deliveredWithin5s >= promise ? 'good' : 'waiting'}>promise {percent(promise)}</span>
        )}
      </Figure>
      <Figure name="Not in the CRM yet" value={figure(waiting + parked)}>
        <Pending waiting={waiting} parked={parked} />
      </Figure>
    </dl>
  )
}

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd className="figure-value">{value}</dd>
      <dd className="figure-note">{children}</dd>
    </div>
  )
}

function Change({ now, before }: { now: number; before: number }) {
  if (before === 0) return <span className="quiet">{now === 0 ? 'none yet' : 'none in the week before'}</span>
  const change = Math.round(((now - before) / before) * 100)
  if (change === 0) return <span className="quiet">as many as the week before</span>
  return (
    <span data-tone={change > 0 ? 'good' : 'waiting'}>
      {change > 0 ? '+' : '−'}
      {Math.abs(change)} % on the week before
    </span>
  )
}

function Pending({ waiting, parked }: { waiting: number; parked: number }) {
  if (parked > 0) {
    return (
      <Link to="/signups" search={{ show: 'parked' }} className="figure-link" data-tone="bad">
        {figure(parked)} parked, look
      </Link>
    )
  }
  if (waiting > 0) {
    return (
      <Link to="/signups" search={{ show: 'waiting' }} className="figure-link" data-tone="waiting">
        waiting, go out by themselves
      </Link>
    )
  }
  return <span data-tone="good">nothing waits</span>
}
