import { fullTrouble } from '../platform/data-folder.ts'
import { Problem } from '../platform/errors.ts'
import { listenTrouble } from '../platform/listening.ts'
import { codeOf, Trouble } from '../platform/trouble.ts'

type Settings = { port: number; host: string; dataFolder: string; databaseUrl: string | undefined }

/** Whatever stopped a command, in words: one line of reason, one of what to do. */
export function explainTrouble(error: unknown, settings?: Settings): Trouble {
  const chain = causes(error)
  for (const link of chain) {
    const known = link instanceof Trouble ? link : (explainProblem(link) ?? (settings && explainCode(link, settings)))
    if (known) return known
  }
  const [outermost] = chain
  const first = String(outermost instanceof Error ? outermost.message : outermost).split('\n')[0]
  return new Trouble(
    `${first || 'Something unexpected happened'}.`.replace(/\.\.$/, '.'),
    'Run `customerinfo doctor` to see what is wrong, or start with --verbose to see more.',
    error,
  )
}

/** Outermost first: a failed migration carries PostgreSQL's own error as its cause, and giving back may fail on top. */
function causes(error: unknown): unknown[] {
  if (error instanceof SuppressedError) return [...causes(error.suppressed), ...causes(error.error)]
  return error instanceof Error && error.cause !== undefined ? [error, ...causes(error.cause)] : [error]
}

function explainProblem(error: unknown): Trouble | undefined {
  if (!(error instanceof Problem)) return undefined
  if (error.fields.length > 0) {
    const wrong = error.fields.map(field => `${field.path}: ${field.message}`).join('; ')
    return new Trouble(
      `${error.message}. ${wrong}`,
      'Correct it; docs/configuration.md says what each setting means.',
      error,
    )
  }
  if (error.extra.unknown) {
    return new Trouble(
      `${error.message}.`,
      'A newer CustomerInfo has worked with this database: start that one (or a newer). Nothing was changed.',
      error,
    )
  }
  return undefined
}

function explainCode(error: unknown, settings: Settings): Trouble | undefined {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === '53100') return fullTrouble(settings.dataFolder, undefined, error)
  const listening = isListenError(error) ? listenTrouble(settings.port, settings.host, error) : undefined
  if (listening instanceof Trouble) return listening
  return explainDatabase(error, code, settings.databaseUrl)
}

/** `connect ECONNREFUSED` and `listen EADDRINUSE` are told apart by the call that failed. */
function isListenError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen'
}

/** What PostgreSQL or the way to it said. Only for a database of one's own: the embedded one explains itself. */
function explainDatabase(error: unknown, code = '', url: string | undefined): Trouble | undefined {
  if (url === undefined) return undefined
  const { place, login, database } = parts(url)
  if (place === undefined) {
    return new Trouble(
      'DATABASE_URL is not an address of PostgreSQL.',
      'Write postgres://user:password@host:5432/database.',
      error,
    )
  }
  const why: Record<string, [reason: string, advice: string]> = {
    ECONNREFUSED: [`nothing listens at ${place}`, 'Start PostgreSQL there, or correct the host and port.'],
    ENOTFOUND: [`the host ${place} is not known`, 'Correct the host, or look at the name service.'],
    EAI_AGAIN: [`the host ${place} cannot be looked up just now`, 'Look at the name service of this machine.'],
    ETIMEDOUT: [`${place} does not answer`, 'Look at firewalls between here and there, or correct the host.'],
    EHOSTUNREACH: [`there is no way to ${place}`, 'Look at the network, or correct the host.'],
    ECONNRESET: [`${place} ended the connection`, 'See whether PostgreSQL listens there, and what its log says.'],
    '28P01': [
      `the password of "${login}" is wrong`,
      'Correct the user and password (special characters percent-encoded).',
    ],
    '28000': [`"${login}" may not connect to ${place}`, 'Look at pg_hba.conf there, or add ?sslmode=require.'],
    '3D000': [`there is no database "${database}"`, `Make it: create database "${database}" owner "${login}";`],
    '42501': [
      `"${login}" lacks rights`,
      `As an administrator: alter role "${login}" createrole; grant create on database "${database}" to "${login}";`,
    ],
    '53300': ['all its connections are taken', 'Raise max_connections there, or end idle connections.'],
    '57P03': ['it is starting or stopping', 'Wait a moment, then start again.'],
  }
  const words = error instanceof Error ? error.message : ''
  const wordless = /timeout expired|timed out/.test(words)
    ? why.ETIMEDOUT
    : /terminated unexpectedly/.test(words)
      ? why.ECONNRESET
      : undefined
  const found = why[code] ?? wordless
  return found && new Trouble(`DATABASE_URL does not work: ${found[0]}.`, found[1], error)
}

/** Never the password. */
function parts(url: string): { place?: string; login?: string; database?: string } {
  try {
    const { host, username, pathname } = new URL(url)
    return { place: host || 'localhost', login: decodeURIComponent(username), database: pathname.slice(1) || username }
  } catch {
    return {}
  }
}
