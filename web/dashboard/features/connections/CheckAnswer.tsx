import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { ConnectionCheck } from '../../api/types.ts'

/** What a test of the connection showed. */
export function CheckAnswer({ check }: { check: ConnectionCheck }) {
  const Sign = check.ok ? IconCircleCheck : IconAlertTriangle
  return (
    <div className="note" data-tone={check.ok ? 'good' : 'bad'} role="status">
      <Sign size={18} stroke={1.75} aria-hidden />
      <div>
        <p>{check.message}</p>
        {check.remedy && <p>{check.remedy}</p>}
      </div>
    </div>
  )
}
