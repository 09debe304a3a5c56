import { useDisclosure } from '@mantine/hooks'
import type { TimelineStep } from '../../api/types.ts'
import { clockTime, exact } from '../../kit/time.ts'
import { Dot } from '../../kit/Word.tsx'

/** From the glass to the CRM, step by step; what only a technician wants unfolds. */
export function Timeline({ steps, zone }: { steps: TimelineStep[]; zone: string }) {
  const [unfolded, fold] = useDisclosure(false)
  const folds = steps.some(step => step.technical !== null)
  return (
    <section>
      <header className="story-head">
        <h3>From the counter to your CRM</h3>
        {folds && (
          <button type="button" className="text-link story-link" aria-expanded={unfolded} onClick={fold.toggle}>
            {unfolded ? 'Hide technical detail' : 'Technical detail'}
          </button>
        )}
      </header>
      <ol className="timeline">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
          <li key={index}>
            <Dot tone={step.tone} />
            <div>
              <p>{step.title}</p>
              {step.detail && <p className="quiet">{step.detail}</p>}
              {unfolded && step.technical && <Technical facts={step.technical} />}
            </div>
            <time dateTime={step.at} title={exact(step.at, zone)}>
              {clockTime(step.at, zone)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Technical({ facts }: { facts: Record<string, unknown> }) {
  return (
    <dl className="technical">
      {Object.entries(facts).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="mono">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
