import { type ParseArgsConfig, parseArgs } from 'node:util'
import { codeOf } from '../platform/trouble.ts'

/** A file in this folder that can be called by name. `run` answers the exit code; what it throws is explained in one line. */
export type Command = { run(args: string[]): Promise<number> }

/** The command line itself is wrong: exit code 2. */
export class WrongUsage extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>

/**
 * Reads flags; `--help` is known to every command and answers undefined after printing `usage`.
 * @throws WrongUsage that names the flag
 */
export function readFlags<const O extends Options>(args: string[], options: O, usage: string) {
  const all = { ...options, help: { type: 'boolean', short: 'h' } } as const
  const parsed = parse(args, all)
  if (!('help' in parsed.values && parsed.values.help)) return parsed.values
  process.stdout.write(`${usage.trim()}\n`)
  return undefined
}

function parse<const O extends Options>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false })
  } catch (error) {
    if (!codeOf(error)?.startsWith('ERR_PARSE_ARGS')) throw error
    throw new WrongUsage((error as Error).message.split(/\. |\n/)[0])
  }
}
