import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { systemClock } from './platform/clock.ts'
import { projectFolder } from './platform/environment.ts'
import { lockDataFolder } from './platform/instance-lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'customerinfo-main-'))
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true }))

it('lists the commands', async () => {
  const { code, out } = await run([])
  expect(code).toBe(0)
  for (const name of ['serve', 'migrate', 'doctor']) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'))
})

it('says what a command takes', async () => {
  for (const name of ['serve', 'migrate', 'doctor']) {
    const { code, out } = await run([name, '--help'])
    expect(code).toBe(0)
    expect(out).toContain(`customerinfo ${name}`)
  }
})

it('answers a command line that it does not understand with one line and 2', async () => {
  for (const [args, words] of [
    [['dance'], 'There is no command "dance". `customerinfo --help`'],
    [['constructor'], 'There is no command "constructor"'],
    [['migrate', '--loud'], "Unknown option '--loud'. `customerinfo migrate --help`"],
    [['doctor', 'now'], 'now'],
    [['serve', '--port'], '--port'],
  ] as const) {
    const { code, err } = await run([...args])
    expect(code).toBe(2)
    expect(err).toContain(words)
    expect(err.trim().split('\n')).toHaveLength(1)
  }
})

it('migrates the embedded database, and finds nothing to do the second time', async () => {
  const first = await run(['migrate', '--data', join(folder, 'data')])
  expect(first).toMatchObject({ code: 0, err: '' })
  expect(first.out).toContain('0001_')
  const second = await run(['migrate', '--data', join(folder, 'data')])
  expect(second.out).toBe('The database is up to date.\n')
})

it('refuses a data folder that is in use', async () => {
  const lock = lockDataFolder(folder, systemClock)
  const { code, err } = await run(['serve', '--data', folder])
  lock.release()
  expect(code).toBe(1)
  expect(err).toContain(`is in use by another CustomerInfo: process ${process.pid}`)
  expect(err.trim().split('\n')).toHaveLength(2)
})

it('refuses a port that is taken, and says by whom', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { code, err } = await run(['serve', '--data', folder, '--port', String(port)])
  server.close()
  expect(code).toBe(1)
  expect(err).toContain(`Port ${port} is taken by `)
  expect(err).toContain(`(process ${process.pid})`)
})

it('refuses wrong settings', async () => {
  const { code, err } = await run(['serve', '--port', 'many'])
  expect(code).toBe(1)
  expect(err).toContain('CUSTOMERINFO_PORT: ')
})

it('says more on request', async () => {
  const { err } = await run(['serve', '--data', join(projectFolder, 'package.json', 'below'), '--verbose'])
  expect(err).toContain('cannot be used')
  expect(err).toContain('    at ')
})

function run(args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise(resolve => {
    execFile(process.execPath, ['src/main.ts', ...args], { cwd: projectFolder }, (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err })
    })
  })
}
