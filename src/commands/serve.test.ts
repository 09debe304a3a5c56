import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { freePort } from '../../test/support/port.ts'
import { until } from '../../test/support/until.ts'
import { projectFolder } from '../platform/environment.ts'
import { findHolder } from '../platform/instance-lock.ts'

/** One data folder for all: each test finds what the one before left. */
const folder = mkdtempSync(join(tmpdir(), 'customerinfo-serve-'))
chmodSync(folder, 0o755)
const running: ChildProcess[] = []

afterEach(async () => {
  for (const child of running.splice(0)) await stop(child, 'SIGTERM')
})
afterAll(() => rmSync(folder, { recursive: true }))

it('starts, says where to go, and gives everything back at SIGTERM', async () => {
  const { child, url, text } = await start()
  expect(text()).toContain('CustomerInfo is ready.')
  expect(text()).toMatch(/\n +\S+@\S+ {3}\S+\n/)
  expect(text()).toContain(`Practice CRM  ${url}/practice-crm`)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect(findHolder(folder)).toMatchObject({ pid: child.pid, url })
  const postgres = serverPid()
  expect(await stop(child, 'SIGTERM')).toBe(0)
  expect(isAlive(postgres)).toBe(false)
  expect(findHolder(folder)).toBeUndefined()
})

it('shows the same login at the next start', async () => {
  const first = await start()
  await stop(first.child, 'SIGINT')
  const second = await start()
  expect(loginOf(second.text())).toBe(loginOf(first.text()))
})

it('finishes the request that is in flight before it ends', async () => {
  const { child, url } = await start()
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  const answer = new Promise<string>(resolve => {
    let received = ''
    socket.setEncoding('utf8').on('data', text => {
      received += text
    })
    socket.on('close', () => resolve(received))
  })
  socket.write(
    'POST /nowhere HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\nnu',
  )
  // Its headers are read before those of a request that comes later.
  await fetch(`${url}/healthz`)
  child.kill('SIGTERM')
  await refusesNewRequests(url)
  socket.write('ll')
  expect(await answer).toMatch(/^HTTP\/1\.1 4/)
  await until(() => child.exitCode === 0)
})

function refusesNewRequests(url: string): Promise<boolean> {
  const refused = () =>
    fetch(`${url}/healthz`)
      .then(() => false)
      .catch(() => true)
  return until(refused, { what: 'new requests to be refused' })
}

it('waits no longer for what is in flight once it is told twice', async () => {
  const { child, url } = await start()
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
  socket.write(
    'POST /nowhere HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\nnu',
  )
  await fetch(`${url}/healthz`)
  const postgres = serverPid()
  // Again and again, as an impatient hand does: the first second counts as one press. It ends well before the time that
  // what is in flight is given, and in good order, however late the last signal comes.
  const ended = () => {
    child.kill('SIGTERM')
    return child.exitCode !== null || child.signalCode !== null
  }
  await until(ended, { within: 15_000, what: 'the server to end' })
  expect(child.exitCode).toBe(0)
  expect(isAlive(postgres)).toBe(false)
})

it('goes on after PostgreSQL was killed', async () => {
  const { url } = await start()
  const before = serverPid()
  process.kill(before, 'SIGKILL')
  await until(() => serverPid() !== before, { what: 'another PostgreSQL' })
  expect(await until(() => fetch(`${url}/readyz`).then(answer => answer.ok))).toBe(true)
})

it('starts again after it was killed, alone or together with PostgreSQL', async () => {
  const first = await start()
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const second = await start()
  process.kill(serverPid(), 'SIGKILL')
  second.child.kill('SIGKILL')
  await once(second.child, 'exit')
  const third = await start()
  expect((await fetch(`${third.url}/readyz`)).status).toBe(200)
  expect(loginOf(third.text())).toBe(loginOf(first.text()))
})

it('serves tablets in the same network', async () => {
  const { text, url } = await start(['--lan'])
  expect(text()).toMatch(/On a tablet in this network: scan the code, or type http:\/\/\S+\/trust/)
  expect(await (await fetch(`${url}/trust`)).text()).toContain('Certificate Trust Settings')
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
})

it('runs the roles that it is told, and listens only for web', async () => {
  const { text } = await start(['--roles', 'worker,scheduler'])
  expect(text()).toContain('CustomerInfo is ready.')
  expect(findHolder(folder)?.url).toBeUndefined()
})

it('refuses the second one with the same data folder, and the first does not notice', async () => {
  const { child, url } = await start()
  const second = spawn(process.execPath, ['src/main.ts', 'serve', '--data', folder], { cwd: projectFolder })
  let said = ''
  second.stderr.on('data', text => {
    said += String(text)
  })
  const [code] = await once(second, 'exit')
  expect(code).toBe(1)
  expect(said).toContain(`process ${child.pid} at ${url}`)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
})

it('ends whole when npm alone is told to', async () => {
  const { child } = await start([], ['npm', 'start', '--silent', '--'])
  const holder = findHolder(folder)
  const postgres = serverPid()
  await stop(child, 'SIGTERM')
  await until(() => findHolder(folder) === undefined, { what: 'the server to end' })
  expect([holder?.pid ?? 0, postgres].filter(isAlive)).toEqual([])
})

type Started = { child: ChildProcess; url: string; text: () => string }

async function start(flags: string[] = [], command = [process.execPath, 'src/main.ts', 'serve']): Promise<Started> {
  const [program = '', ...args] = command
  const port = await freePort()
  const child = spawn(program, [...args, '--data', folder, '--port', String(port), ...flags], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', text => {
      said += String(text)
    })
  }
  const ended = once(child, 'exit').then(() => {
    throw new Error(`It ended:\n${said}`)
  })
  await Promise.race([until(() => said.includes('Ctrl-C stops it'), { within: 50_000, what: 'the server' }), ended])
  return { child, url: `http://localhost:${port}`, text: () => said }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  child.kill(signal)
  await once(child, 'exit')
  return child.exitCode
}

function loginOf(text: string): string | undefined {
  return /\n +(\S+@\S+ {3}\S+)\n/.exec(text)?.[1]
}

/** The postmaster's number is the first line of its file; 0 while it starts. */
function serverPid(): number {
  const file = join(folder, 'postgres', 'postmaster.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0
}

/** A process that ended and that nobody has collected yet still has its number. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
