import type { output } from 'zod/mini'

/** Every way in which a request may be refused. `status` is HTTP's, `retryable` says that the same request may succeed later, `reportable` that we are at fault and an alarm should know. */
export const problemKinds = {
  invalid: { status: 422, title: 'Something in the request is not right', retryable: false, reportable: false },
  malformed: { status: 400, title: 'The request could not be read', retryable: false, reportable: false },
  unauthenticated: { status: 401, title: 'Sign in first', retryable: false, reportable: false },
  forbidden: { status: 403, title: 'Your role does not allow this', retryable: false, reportable: false },
  'not-found': { status: 404, title: 'There is nothing here', retryable: false, reportable: false },
  conflict: { status: 409, title: 'This contradicts what is stored', retryable: false, reportable: false },
  gone: { status: 410, title: 'This is no longer available', retryable: false, reportable: false },
  'too-large': { status: 413, title: 'That is too large', retryable: false, reportable: false },
  unsupported: { status: 415, title: 'This kind of content is not understood', retryable: false, reportable: false },
  'too-many': { status: 429, title: 'Too many requests', retryable: true, reportable: false },
  unavailable: { status: 503, title: 'Not available just now', retryable: true, reportable: true },
  internal: { status: 500, title: 'Something went wrong on our side', retryable: true, reportable: true },
} as const

export type ProblemCode = keyof typeof problemKinds

/** One thing wrong with one field: `path` is dotted ("answers.email"), `message` a sentence for a person. */
export type FieldProblem = { path: string; message: string }

/** The one error that the edges translate: HTTP to RFC 9457 problem+json, the job runner to retry or give up. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly fields: FieldProblem[]
  readonly extra: Record<string, unknown>

  constructor(
    code: ProblemCode,
    detail?: string,
    more: { fields?: FieldProblem[]; extra?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(detail ?? problemKinds[code].title, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'Problem'
    this.code = code
    this.fields = more.fields ?? []
    this.extra = more.extra ?? {}
  }

  get status(): number {
    return problemKinds[this.code].status
  }
}

/** The body of an `application/problem+json` answer (RFC 9457). */
export type ProblemBody = {
  type: string
  title: string
  status: number
  detail: string
  code: ProblemCode
  fields?: FieldProblem[]
} & Record<string, unknown>

export function presentProblem(problem: Problem): ProblemBody {
  const { title, status } = problemKinds[problem.code]
  return {
    ...problem.extra,
    type: `https://customerinfo.example/problems/${problem.code}`,
    title,
    status,
    detail: problem.message,
    code: problem.code,
    ...(problem.fields.length > 0 ? { fields: problem.fields } : {}),
  }
}

type Parser = {
  safeParse(value: unknown): {
    success: boolean
    data?: unknown
    error?: { issues: { path: PropertyKey[]; message: string }[] }
  }
}

/** Parses `value` with a zod schema; throws `Problem('invalid')` that names every wrong field. */
export function parseOrRefuse<S extends Parser & Parameters<typeof keep>[0]>(schema: S, value: unknown): output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data as output<S>
  throw new Problem('invalid', undefined, { fields: fieldProblems(result.error?.issues ?? []) })
}

export function fieldProblems(issues: { path: PropertyKey[]; message: string }[]): FieldProblem[] {
  return issues.slice(0, 50).map(issue => ({ path: issue.path.map(String).join('.'), message: issue.message }))
}

function keep(_schema: import('zod/v4/core').$ZodType): void {}
