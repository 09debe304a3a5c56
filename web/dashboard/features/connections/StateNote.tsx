import { IconAlertTriangle } from '@tabler/icons-react'
import type { ConnectionView } from '../../api/types.ts'
import { stateWords } from './words.ts'

/** What ails the connection and what helps, while something does. */
export function StateNote({ connection }: { connection: ConnectionView }) {
  const { state, stateReason, remedy } = connection
  if (!stateReason || state === 'connected') return null
  return (
    <div className="note" data-tone={stateWords[state].tone}>
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div>
        <p>{stateReason}</p>
        {remedy && <p>{remedy}</p>}
        {!remedy && state === 'degraded' && <p>Sign-ups wait, and we try again by ourselves.</p>}
      </div>
    </div>
  )
}
