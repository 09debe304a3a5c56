import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Refusal } from '../api/call.ts'
import { wordsOf } from './act.ts'

/** What to show of a query: the shape of what comes, what went wrong with a way on, or what came. */
export function Answered<T>({
  query,
  shape,
  children,
}: {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'isFetching'>
  shape: ReactNode
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Failed error={query.error} busy={query.isFetching} onRetry={() => void query.refetch()} />
  return (
    <div className="coming" role="status" aria-label="Loading">
      {shape}
    </div>
  )
}

function Failed({ error, busy, onRetry }: { error: Error; busy: boolean; onRetry: () => void }) {
  const gone = error instanceof Refusal && error.status === 404
  return (
    <section className="failed" role="alert">
      <h2>{gone ? 'There is nothing at this address' : 'This could not be shown'}</h2>
      <p>{gone ? 'It may have been removed, or the link is not complete.' : wordsOf(error)}</p>
      {!gone && (
        <Button variant="default" loading={busy} onClick={onRetry}>
          Try again
        </Button>
      )}
    </section>
  )
}

/** Teaches what will be here, and the one thing to do. */
export function Empty({
  picture,
  title,
  children,
  action,
}: {
  picture?: ReactNode
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <section className="empty">
      {picture && (
        <div className="empty-picture" aria-hidden>
          {picture}
        </div>
      )}
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </section>
  )
}

/** A grey bar where words will stand; `width` in characters. */
export function Bar({ width = 12, tall = false }: { width?: number; tall?: boolean }) {
  return <span className="bar" data-tall={tall || undefined} style={{ width: `${width}ch` }} />
}

/** The shape of a table: `rows` lines of bars. */
export function TableShape({ rows = 8, columns }: { rows?: number; columns: number[] }) {
  return (
    <div className="card table-shape">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines without identity
        <div key={row} className="table-shape-row">
          {columns.map((width, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: bars without identity
            <Bar key={column} width={width} />
          ))}
        </div>
      ))}
    </div>
  )
}
