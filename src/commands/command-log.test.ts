import { afterEach, expect, test, vi } from 'vitest'
import { readConfig } from '../platform/config.ts'
import { openCommandLog } from './command-log.ts'

const before = process.stdout.isTTY
afterEach(() => {
  process.stdout.isTTY = before
  vi.unstubAllEnvs()
})

function levelOf(where: { terminal: boolean; chosen?: string; verbose?: boolean }): string {
  process.stdout.isTTY = where.terminal
  vi.stubEnv('CUSTOMERINFO_LOG', where.chosen)
  const config = readConfig(where.chosen === undefined ? {} : { CUSTOMERINFO_LOG: where.chosen })
  return openCommandLog(config, { verbose: where.verbose ?? false }).level
}

test('on a terminal only what needs a look is shown, unless somebody asked for more', () => {
  expect(levelOf({ terminal: true })).toBe('warn')
  expect(levelOf({ terminal: true, verbose: true })).toBe('info')
  expect(levelOf({ terminal: true, chosen: 'debug' })).toBe('debug')
})

test('a program that reads the log gets all of it', () => {
  expect(levelOf({ terminal: false })).toBe('info')
  expect(levelOf({ terminal: false, chosen: 'error' })).toBe('error')
})
