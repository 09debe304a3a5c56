import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** A role of the product in a process of its own, which is started again whenever it has ended, as a supervisor would. */
export type RoleProcess = {
  name: string
  /** kill -9, wherever it is. Answers false when there was nobody to kill. */
  kill(): boolean
  /** How often it had to be started. */
  starts(): number
  stop(): Promise<void>
}

export function keepRunning(name: string, args: string[], environment: Record<string, string>): RoleProcess {
  let child: ChildProcess | undefined
  let starts = 0
  let stopping = false
  let lastWords = ''
  const running = (async () => {
    while (!stopping) {
      starts += 1
      child = spawn(process.execPath, [main, 'serve', ...args], {
        env: { PATH: process.env.PATH ?? '', ...environment },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      child.stderr?.on('data', chunk => {
        lastWords = (lastWords + String(chunk)).slice(-2000)
      })
      await new Promise<void>(resolve => child?.once('exit', () => resolve()))
      child = undefined
      // A database that is being restarted refuses the start; a supervisor waits a moment and tries again.
      if (!stopping) await after(50)
    }
  })()
  return {
    name,
    kill: () => child?.kill('SIGKILL') ?? false,
    starts: () => starts,
    async stop() {
      stopping = true
      const last = child
      const hurry = setTimeout(() => last?.kill('SIGKILL'), 40_000)
      last?.kill('SIGTERM')
      await running
      clearTimeout(hurry)
      if (process.env.FAULTS_VERBOSE) process.stderr.write(`${name}: ${lastWords}\n`)
    },
  }
}

/** A port that nobody has just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
