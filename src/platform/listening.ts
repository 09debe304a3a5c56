import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { codeOf, Trouble } from './trouble.ts'

/**
 * Looks whether we can listen there before anything slow is begun; port 0 always can.
 * @throws Trouble that names the process which holds the port
 */
export async function checkPort(port: number, host: string): Promise<void> {
  if (port === 0) return
  try {
    await tryListening(port, host)
  } catch (error) {
    throw listenTrouble(port, host, error)
  }
}

/** What a failed `listen` means. */
export function listenTrouble(port: number, host: string, error: unknown): unknown {
  const choose = 'Choose another port with --port (0 takes a free one)'
  switch (codeOf(error)) {
    case 'EADDRINUSE': {
      const holder = findListener(port)
      return new Trouble(
        `Port ${port} is taken${holder ? ` by ${holder.name} (process ${holder.pid})` : ''}.`,
        `${choose}, or stop that program.`,
        error,
      )
    }
    case 'EACCES':
      return new Trouble(
        `This user may not listen on port ${port}.`,
        `${choose}; 1024 and above need no rights.`,
        error,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Trouble(
        `This machine has no address ${host} to listen on.`,
        'Set --host to one of its own: 127.0.0.1 for this machine alone, 0.0.0.0 for all.',
        error,
      )
    default:
      return error
  }
}

export type Listener = { pid: number; name: string }

/** The process that listens on a TCP port, as far as we may see it. */
export function findListener(port: number, platform: NodeJS.Platform = process.platform): Listener | undefined {
  return attempt(() => (platform === 'linux' ? findOnLinux(port) : findWithLsof(port)))
}

function tryListening(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, host, () => server.close(() => resolve()))
  })
}

/** /proc/net/tcp knows the socket's number (column 10) of who listens (state 0A); somebody's open files name it. */
function findOnLinux(port: number): Listener | undefined {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap(table => readFileSync(table, 'utf8').split('\n').slice(1))
    .map(line => line.trim().split(/\s+/))
    .filter(columns => columns[1]?.endsWith(wanted) && columns[3] === '0A')
    .map(columns => `socket:[${columns[9]}]`)
  const pid = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .find(name => openFiles(name).some(file => file !== undefined && sockets.includes(file)))
  return pid === undefined ? undefined : { pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }
}

function openFiles(pid: string): (string | undefined)[] {
  const folder = `/proc/${pid}/fd`
  return (attempt(() => readdirSync(folder)) ?? []).map(file => attempt(() => readlinkSync(`${folder}/${file}`)))
}

/** Files and processes end while we look, and others are not ours to see. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

function findWithLsof(port: number): Listener | undefined {
  const output = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' })
  const [, pid, name] = /^p(\d+)\nc(.+)$/m.exec(output) ?? []
  return pid && name ? { pid: Number(pid), name } : undefined
}
