import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'

export type Log = Logger

/** Names whose values never reach a log line, wherever they stand: credentials and what shoppers typed. */
const secretNames = [
  'authorization',
  'cookie',
  'dpop',
  'password',
  'secret',
  'token',
  'apiKey',
  'api_key',
  'answers',
  'email',
  'phone',
  'firstName',
  'lastName',
  'birthday',
  'settings',
  'code',
]

export function openLog(config: Pick<Config, 'logLevel'>, destination?: { write(line: string): void }): Log {
  const options = {
    level: config.logLevel,
    base: null,
    serializers: { err: tellError },
    redact: {
      paths: secretNames.flatMap(name => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
      censor: '[kept out]',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** Messages and details of PostgreSQL and of JSON quote values; what kind of trouble it was, and where, does not. */
function tellError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const state = 'code' in error ? String(error.code) : undefined
  const quotes = 'severity' in error || error instanceof SyntaxError
  return {
    type: error.name,
    ...(state === undefined ? {} : { state }),
    ...(quotes ? {} : { message: error.message }),
    ...('constraint' in error ? { constraint: error.constraint } : {}),
    at: error.stack
      ?.split('\n')
      .filter(line => line.startsWith('    at '))
      .slice(0, 12),
  }
}
