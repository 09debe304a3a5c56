import pretty from 'pino-pretty'
import type { Config } from '../platform/config.ts'
import { logIsChosen } from '../platform/environment.ts'
import { type Log, openLog } from '../platform/log.ts'

/**
 * Lines of JSON where a program reads them. On a terminal they are for people: only what needs a look, unless somebody
 * asked for more.
 */
export function openCommandLog(config: Config, { verbose }: { verbose: boolean }): Log {
  if (!process.stdout.isTTY) return openLog(config)
  const quiet = !verbose && !logIsChosen()
  const lines = pretty({ sync: true, ignore: 'time', destination: 2 })
  return openLog(quiet ? { logLevel: 'warn' } : config, lines)
}
