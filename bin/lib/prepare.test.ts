import { execFile } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

/** A project of its own, with an `npm` and a `bin/build-web` that only write down that they were called. */
let project = ''

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'customerinfo-prepare-'))
  cpSync(import.meta.dirname, join(project, 'bin/lib'), { recursive: true })
  script('tools/npm', `echo "npm $1" >> "${project}/calls"; sleep 0.2; mkdir -p node_modules`)
  script('bin/build-web', `echo build >> "${project}/calls"; mkdir -p web/dist`)
  writeLock('1.0.0')
  mkdirSync(join(project, 'web/kiosk'), { recursive: true })
  writeFileSync(join(project, 'web/kiosk/main.ts'), '1')
  mkdirSync(join(project, 'src'))
})
afterEach(() => rmSync(project, { recursive: true }))

it('installs once, and again when the lockfile changes', async () => {
  await prepare('install')
  await prepare('install')
  expect(calls()).toEqual(['npm ci'])
  writeLock('1.0.1')
  await prepare('install')
  expect(calls()).toEqual(['npm ci', 'npm ci'])
})

it('installs once when two start at the same time', async () => {
  await Promise.all([prepare('install'), prepare('install'), prepare('install')])
  expect(calls()).toEqual(['npm ci'])
})

it('sees that somebody has installed by hand', async () => {
  mkdirSync(join(project, 'node_modules'))
  cpSync(join(project, 'package-lock.json'), join(project, 'node_modules/.package-lock.json'))
  await prepare('install')
  expect(calls()).toEqual([])
})

it('falls back to a plain install, and says when that fails too', async () => {
  script('tools/npm', `echo "npm $1" >> "${project}/calls"; [ "$1" = install ] && mkdir -p node_modules`)
  await prepare('install')
  expect(calls()).toEqual(['npm ci', 'npm install'])
  script('tools/npm', 'exit 1')
  writeLock('1.0.2')
  expect(await prepare('install')).toMatchObject({ code: 1, err: expect.stringContaining('could not be installed') })
})

it('builds the web part when its sources change, and not for a test', async () => {
  await prepare('web')
  await prepare('web')
  expect(calls()).toEqual(['build'])
  writeFileSync(join(project, 'web/kiosk/main.test.ts'), '1')
  await prepare('web')
  expect(calls()).toEqual(['build'])
  writeFileSync(join(project, 'src/contract.ts'), '1')
  await prepare('web')
  expect(calls()).toEqual(['build', 'build'])
  script('bin/build-web', 'exit 1')
  writeFileSync(join(project, 'web/kiosk/main.ts'), '2')
  expect(await prepare('web')).toMatchObject({ code: 1 })
  expect(existsSync(join(project, 'web/dist/.stamp'))).toBe(false)
})

it('knows what it can prepare', async () => {
  expect(await prepare('coffee')).toMatchObject({
    code: 1,
    err: 'prepare knows install, web, chromium, not "coffee".\n',
  })
})

function writeLock(version: string): void {
  const packages = { '': { name: 'project' }, 'node_modules/one': { version } }
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages }))
}

function script(path: string, body: string): void {
  mkdirSync(join(project, path, '..'), { recursive: true })
  writeFileSync(join(project, path), `#!/bin/sh\n${body}\n`)
  chmodSync(join(project, path), 0o755)
}

function calls(): string[] {
  const file = join(project, 'calls')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}

function prepare(step: string): Promise<{ code: number; err: string }> {
  const env = { ...process.env, PATH: `${join(project, 'tools')}:${process.env.PATH}` }
  return new Promise(resolve => {
    execFile(join(project, 'bin/lib/prepare'), [step], { env }, (error, _out, err) => {
      resolve({ code: Number(error?.code ?? 0), err })
    })
  })
}
