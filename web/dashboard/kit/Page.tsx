import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'

type PageProps = {
  title: string
  /** How things stand, in a sentence. */
  state?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** Beside the page, in its own column; over it where there is no room. */
  panel?: ReactNode
}

export function Page({ title, state, actions, children, panel }: PageProps) {
  useDocumentTitle(`${title} · CustomerInfo`)
  return (
    <div className="split">
      <main className="page" id="content" tabIndex={-1}>
        <header className="page-head">
          <div>
            <h1>{title}</h1>
            <p className="page-state">{state ?? '\u00a0'}</p>
          </div>
          {actions && <div className="page-actions">{actions}</div>}
        </header>
        {children}
      </main>
      {panel}
    </div>
  )
}
