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
    redact: {
      paths: secretNames.flatMap(name => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
      censor: '[kept out]',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
