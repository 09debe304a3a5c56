import { useState } from 'react'

type Row = { id: string }

/**
 * Rows as a hand can press them: while `held`, those on the screen keep their places (and show their newest state), and
 * what arrived since is only counted; `release` lets it in.
 */
export function useHeld<T extends Row>(rows: T[], held: boolean): { shown: T[]; arrived: number; release: () => void } {
  const [order, setOrder] = useState<string[] | null>(null)
  if (!held && order !== null) setOrder(null)
  if (held && order === null) setOrder(rows.map(row => row.id))
  const { shown, arrived } = arrange(rows, held ? order : null)
  return { shown, arrived, release: () => setOrder(rows.map(row => row.id)) }
}

/** `order`: ids as they stood, null when all may move. Rows that came in at the top are held back, those further down are not in the way. */
export function arrange<T extends Row>(rows: T[], order: string[] | null): { shown: T[]; arrived: number } {
  if (order === null || order.length === 0) return { shown: rows, arrived: 0 }
  const stood = new Set(order)
  const first = rows.findIndex(row => stood.has(row.id))
  if (first === -1) return { shown: rows, arrived: 0 }
  return { shown: rows.slice(first), arrived: first }
}
