import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { latestSignupsQuery } from '../../api/queries.ts'
import type { SignupBrief } from '../../api/types.ts'
import { useHeld } from '../../kit/held.ts'
import { useHears } from '../../kit/live.ts'
import { Moment } from '../../kit/Moment.tsx'
import { Answered, Bar } from '../../kit/states.tsx'
import { useHand } from '../../kit/useHand.ts'
import { Dot, Word } from '../../kit/Word.tsx'
import { whereabouts } from '../../kit/whereabouts.ts'
import { firstLetter, fullName } from '../../kit/words.ts'

/** The newest sign-ups as they happen. With one store its name would say nothing. */
export function Feed({ oneStore }: { oneStore: boolean }) {
  const latest = useQuery(latestSignupsQuery)
  const hears = useHears()
  // What was there when the page came is no news.
  const [known, setKnown] = useState<Set<string> | null>(null)
  if (known === null && latest.data) setKnown(new Set(latest.data.items.map(({ id }) => id)))
  return (
    <section className="card feed" aria-labelledby="feed-title">
      <header className="card-head">
        <h2 id="feed-title">Right now</h2>
        <span role="status" className="feed-live">
          <Word tone={hears ? 'good' : 'neutral'}>{hears ? 'live' : 'connecting'}</Word>
        </span>
      </header>
      <Answered query={latest} shape={<FeedShape />}>
        {page => (page.items.length === 0 ? <Quiet /> : <Lines rows={page.items} known={known} oneStore={oneStore} />)}
      </Answered>
    </section>
  )
}

function Lines({ rows, known, oneStore }: { rows: SignupBrief[]; known: Set<string> | null; oneStore: boolean }) {
  const { near, hand } = useHand()
  const { shown, arrived, release } = useHeld(rows, near)
  return (
    <div {...hand}>
      {arrived > 0 && (
        <button type="button" className="arrived" onClick={release}>
          {arrived} new, show
        </button>
      )}
      <ol>
        {shown.slice(0, 6).map(signup => (
          <Line key={signup.id} signup={signup} fresh={known !== null && !known.has(signup.id)} oneStore={oneStore} />
        ))}
      </ol>
      <Link to="/signups" className="feed-all">
        All sign-ups
      </Link>
    </div>
  )
}

function Line({ signup, fresh, oneStore }: { signup: SignupBrief; fresh: boolean; oneStore: boolean }) {
  const { tone, words } = whereabouts(signup)
  const place = [oneStore ? null : signup.storeName, signup.source.kind === 'device' ? signup.source.name : null]
    .filter(Boolean)
    .join(', ')
  return (
    <li className="feed-line" data-fresh={fresh || undefined}>
      <Dot tone={tone} />
      <Link to="/signups/$id" params={{ id: signup.id }}>
        <b>{shortName(signup)}</b>
        <span>{[place || signup.source.name, words].join(' · ')}</span>
      </Link>
      <Moment at={signup.receivedAt} />
    </li>
  )
}

/** First name and initial: the screen may stand where shoppers see it. */
function shortName(signup: SignupBrief): string {
  const initial = firstLetter(signup.lastName ?? '')
  return signup.firstName && initial ? `${signup.firstName} ${initial}.` : fullName(signup)
}

function Quiet() {
  return <p className="feed-none">Sign-ups appear here the moment they happen.</p>
}

function FeedShape() {
  return (
    <ol>
      {[11, 13, 9, 12].map(width => (
        <li key={width} className="feed-line">
          <Bar width={1} />
          <span className="feed-shape">
            <Bar width={width} />
            <Bar width={width + 10} />
          </span>
        </li>
      ))}
    </ol>
  )
}
