import type { TimelineStep } from '../../api/types.ts'
import { clockTime, exact } from '../../kit/time.ts'
import { Dot } from '../../kit/Word.tsx'

/** From the glass to the CRM, step by step; what only a technician wants unfolds. */
export function Timeline({ steps, zone }: { steps: TimelineStep[]; zone: string }) {
  return (
    <section>
      <h3>From the counter to your CRM</h3>
      <ol className="timeline">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
          <li key={index} data-tone={step.tone}>
            <Dot tone={step.tone} />
            <div>
              <p>{step.title}</p>
              {step.detail && <p className="quiet">{step.detail}</p>}
              {step.technical && Object.keys(step.technical).length > 0 && <Technical facts={step.technical} />}
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
    <details className="technical">
      <summary>Technical detail</summary>
      <dl>
        {Object.entries(facts).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
