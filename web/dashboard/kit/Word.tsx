import type { ReactNode } from 'react'

export type Tone = 'good' | 'waiting' | 'bad' | 'neutral'

/** A state: a coloured dot and a word, never one without the other. */
export function Word({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="word" data-tone={tone}>
      <span className="dot" data-tone={tone} aria-hidden />
      <span>{children}</span>
    </span>
  )
}

/** The dot alone, where the words stand beside it anyway. */
export function Dot({ tone }: { tone: Tone }) {
  return <span className="dot" data-tone={tone} aria-hidden />
}
