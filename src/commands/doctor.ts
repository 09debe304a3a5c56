import { systemClock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { readSettings } from '../platform/environment.ts'
import { Problem } from '../platform/errors.ts'
import { readFlags } from './command.ts'
import { type Finding, findings } from './findings.ts'
import { explainTrouble } from './start-trouble.ts'

const usage = `
customerinfo doctor [--data <folder>] [--port <number>]

Looks at everything a start needs, changes nothing, and says what is wrong and what to do. Exit code 1 when
something is.
`

export async function run(args: string[]): Promise<number> {
  const flags = readFlags(args, { data: { type: 'string' }, port: { type: 'string' } }, usage)
  if (!flags) return 0
  const found = await examine(() => readSettings({ CUSTOMERINFO_DATA: flags.data, CUSTOMERINFO_PORT: flags.port }))
  for (const finding of found) process.stdout.write(render(finding))
  const wrong = found.filter(finding => !finding.well).length
  process.stdout.write(
    wrong === 0 ? '\nAll is well.\n' : `\n${wrong === 1 ? 'One thing needs' : `${wrong} things need`} a look.\n`,
  )
  return wrong === 0 ? 0 : 1
}

async function examine(read: () => Config): Promise<Finding[]> {
  try {
    const config = read()
    return await findings(config, systemClock)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { message, advice } = explainTrouble(error)
    return [{ what: 'Settings', well: false, says: message, advice }]
  }
}

function render({ what, well, says, advice }: Finding): string {
  const line = `${well ? '✓' : '✗'} ${what.padEnd(12)} ${says}\n`
  return advice ? `${line}  ${' '.repeat(12)} → ${advice}\n` : line
}
