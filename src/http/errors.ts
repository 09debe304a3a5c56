import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { isPassing, sqlState } from '../platform/db.ts'
import { type FieldProblem, Problem, type ProblemCode, presentProblem, problemKinds } from '../platform/errors.ts'
import type { Ports } from '../platform/ports.ts'

/** Every refusal and every failure leaves as RFC 9457 problem+json, and nothing that was typed goes into the log. */
export function answerProblems(
  server: Pick<FastifyInstance, 'setErrorHandler' | 'setNotFoundHandler'>,
  ports: Ports,
): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error)
    if (problemKinds[problem.code].reportable) report(ports, request, error, problem)
    return sendProblem(reply, problem)
  })
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, new Problem('not-found')))
}

/** What a limiter answers; `ttl`: milliseconds until its window is over. */
export function tooMany(ttl: number): Problem {
  const retryAfter = Math.max(1, Math.ceil(ttl / 1000))
  return new Problem('too-many', `That was too often. Please try again in ${retryAfter} seconds.`, {
    extra: { retryAfter },
  })
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { retryAfter } = problem.extra
  if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter)
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(presentProblem(problem))
}

function problemOf(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    // An id that is none names nothing.
    if (error.validationContext === 'params') return new Problem('not-found', undefined, { cause: error })
    return new Problem('invalid', undefined, { fields: error.validation.slice(0, 50).map(fieldOf), cause: error })
  }
  // A NUL, say, in a place where no schema looks for it.
  if (unstorable.has(sqlState(error) ?? ''))
    return new Problem('invalid', 'This holds characters that cannot be stored', { cause: error })
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (isPassing(error)) return new Problem('unavailable', undefined, { extra: { retryAfter: 1 }, cause: error })
  if (status === undefined || status < 400 || status >= 500) return new Problem('internal', undefined, { cause: error })
  return new Problem(codesByStatus[status] ?? 'malformed', undefined, { cause: error })
}

/** SQLSTATE of text that PostgreSQL cannot hold, as text and as JSON. */
const unstorable = new Set(['22021', '22P05'])

const codesByStatus: Record<number, ProblemCode> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported',
  429: 'too-many',
}

/** zod's place is a JSON pointer here ("/answers/email"); people read it dotted. */
function fieldOf(issue: { instancePath: string; message?: string | undefined }): FieldProblem {
  const path = issue.instancePath.split('/').filter(Boolean).join('.')
  return { path, message: issue.message ?? 'This is not right' }
}

function report(ports: Ports, request: FastifyRequest, error: Error, problem: Problem): void {
  const cause = problem === error && problem.cause instanceof Error ? problem.cause : error
  ports.log.error(
    {
      request: request.id,
      route: `${request.method} ${request.routeOptions.url ?? '(none)'}`,
      problem: problem.code,
      error: cause.name,
      state: 'code' in cause ? cause.code : undefined,
      // Messages quote values (PostgreSQL's and JSON's do); those of the language itself name only our own properties.
      message: cause instanceof TypeError || cause instanceof ReferenceError ? cause.message : undefined,
      at: cause.stack
        ?.split('\n')
        .filter(line => line.startsWith('    at '))
        .slice(0, 12),
    },
    'A request failed on our side',
  )
}
