import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { meQuery } from '../../api/queries.ts'
import type { ConsentProof, SignupDetail } from '../../api/types.ts'
import { exact } from '../../kit/time.ts'
import { fullName, languageName } from '../../kit/words.ts'

const purposes: Record<string, string> = {
  email: 'E-mail',
  sms: 'Text messages',
  profiling: 'Personal offers',
  terms: 'Terms',
}

/** The proof of consent: the very text that was on the screen, ticked or not; printed on its own. */
export function Agreed({ signup, zone }: { signup: SignupDetail; zone: string }) {
  const account = useQuery({ ...meQuery, enabled: false }).data?.account.name
  return (
    <section className="proof">
      <header className="story-head">
        <h3>What was agreed</h3>
        {signup.consents.length > 0 && (
          <button type="button" className="text-link story-link proof-print" onClick={() => window.print()}>
            <IconPrinter size={15} stroke={1.75} aria-hidden /> Print the proof
          </button>
        )}
      </header>
      <p className="proof-paper">
        Proof of consent: {fullName(signup, 'a shopper')}, {signup.email ?? signup.phone}. Sign-up {signup.id} at{' '}
        {[account, signup.storeName].filter(Boolean).join(', ')}.
      </p>
      {signup.consents.length === 0 ? (
        <p className="quiet">Nothing was asked, so nothing was agreed: no marketing goes to this person.</p>
      ) : (
        <ul className="stack">
          {signup.consents.map(consent => (
            <Consent key={`${consent.purpose}${consent.textHash}`} consent={consent} zone={zone} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Consent({ consent, zone }: { consent: ConsentProof; zone: string }) {
  const when = consent.capturedAt ?? consent.receivedAt
  return (
    <li className="consent" data-given={consent.given || undefined}>
      <p>“{consent.text}”</p>
      {consent.details && <p className="quiet">{consent.details}</p>}
      <p className="quiet">
        <b>{consent.given ? 'Box ticked by the shopper' : 'Shown, not ticked'}</b>, {exact(when, zone)}
        {consent.capturedAt ? ' by the clock of their screen' : ''}. {purposes[consent.purpose] ?? consent.purpose},
        text {consent.version} in {languageName(consent.language)}.
      </p>
      <p className="quiet consent-hash">
        SHA-256 <span className="mono">{consent.textHash}</span>
        <br />
        Received {exact(consent.receivedAt, zone)}
      </p>
    </li>
  )
}
