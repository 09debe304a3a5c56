import { WrongUsage } from './commands/command.ts'
import { commands } from './commands/index.ts'
import { explainTrouble } from './commands/start-trouble.ts'

process.exit(await main(process.argv.slice(2)))

/** Answers the exit code: 0 well, 1 trouble, 2 a command line that we do not understand. */
async function main([name = '--help', ...args]: string[]): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') return print(usage())
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  try {
    if (!command) throw new WrongUsage(`There is no command "${name}"`)
    return await (await command.open()).run(args)
  } catch (error) {
    if (!(error instanceof WrongUsage)) return fail(error)
    const help = command ? `customerinfo ${name} --help` : 'customerinfo --help'
    process.stderr.write(`${error.message}. \`${help}\` lists what there is.\n`)
    return 2
  }
}

/** For what a command did not explain itself. */
function fail(error: unknown): number {
  const { message, advice } = explainTrouble(error)
  process.stderr.write(`${message}\n${advice}\n`)
  return 1
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function usage(): string {
  const names = Object.keys(commands)
  const width = Math.max(...names.map(name => name.length))
  const lines = names.map(name => `  ${name.padEnd(width)}   ${commands[name]?.summary}`)
  return `customerinfo <command> [flags]\n\n${lines.join('\n')}\n\n\`customerinfo <command> --help\` says more about one.\n`
}
