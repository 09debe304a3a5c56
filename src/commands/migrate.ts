import { systemClock } from '../platform/clock.ts'
import { readSettings } from '../platform/environment.ts'
import { openLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { readFlags } from './command.ts'
import { holdDataFolder, openDatabase } from './database.ts'
import { explainTrouble } from './start-trouble.ts'

const usage = `
customerinfo migrate [--data <folder>]

Brings the database to the schema of this release. \`serve\` does it by itself; with several servers on one
database, run this once before the new release starts.
`

export async function run(args: string[]): Promise<number> {
  const flags = readFlags(args, { data: { type: 'string' } }, usage)
  if (!flags) return 0
  const config = readSettings({ CUSTOMERINFO_DATA: flags.data })
  try {
    await using stack = new AsyncDisposableStack()
    const lock = holdDataFolder(config, systemClock)
    stack.defer(() => lock?.release())
    const log = openLog({ logLevel: 'warn' })
    const database = await openDatabase(config, { clock: systemClock, log, ...(lock && { lock }) })
    stack.defer(() => database.stop())
    const done = await migrate(database.url)
    process.stdout.write(done.length > 0 ? `Done: ${done.join(', ')}\n` : 'The database is up to date.\n')
    return 0
  } catch (error) {
    throw explainTrouble(error, config)
  }
}
