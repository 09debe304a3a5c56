import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** What went wrong with a form as a whole, above its button. */
export function Trouble({ children }: { children: ReactNode }) {
  if (!children) return null
  return (
    <div className="trouble" role="alert">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div>{children}</div>
    </div>
  )
}
