/**
 * A reason why the process cannot start or go on, for the person at the terminal and not for a program:
 * `message` says in one line what is wrong, `advice` in one line what to do about it.
 */
export class Trouble extends Error {
  readonly advice: string

  constructor(reason: string, advice: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause })
    this.name = 'Trouble'
    this.advice = advice
  }
}

/** The code of a system error (`EACCES`, `ENOSPC` …) or of PostgreSQL's (`28P01` …), if it has one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
