import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'
import { afterEach, expect, test } from 'vitest'

const { forbidden, options, rooms } = createRequire(import.meta.url)('../../architecture.cjs')
let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['room-stores', { 'src/domain/stores/stores.ts': ['../accounts/queries.ts'] }],
  ['room-accounts', { 'src/domain/accounts/accounts.ts': ['../signups/index.ts'] }],
  ['unknown-room', { 'src/domain/misc/misc.ts': ['../../platform/ids.ts'] }],
  ['no-cycles', { 'src/platform/one.ts': ['./two.ts'], 'src/platform/two.ts': ['./one.ts'] }],
  ['no-orphan-imports', { 'src/platform/one.ts': ['./nothing.js'] }],
  ['domain-stands-alone', { 'src/domain/forms/forms.ts': ['../../http/server.ts'] }],
  ['room-doors-for-http', { 'src/http/api.ts': ['../domain/forms/queries.ts'] }],
  ['room-doors-for-roles', { 'src/roles/worker.ts': ['../domain/forms/routes.ts'] }],
  ['room-doors-for-commands', { 'src/commands/load.ts': ['../domain/forms/routes.ts'] }],
  ['web-takes-contracts', { 'web/kiosk/main.tsx': ['../../src/domain/forms/index.ts'] }],
  ['contracts-are-light', { 'src/domain/forms/contract.ts': ['./queries.ts'] }],
  ['connectors-stand-alone', { 'src/domain/deliveries/connectors/acme.ts': ['../../../platform/ids.ts'] }],
  ['platform-knows-no-domain', { 'src/platform/jobs.ts': ['../domain/forms/index.ts'] }],
  ['no-test-in-product', { 'src/platform/jobs.ts': ['../../test/support/until.ts'] }],
  ['apps-stand-alone', { 'web/kiosk/main.tsx': ['../dashboard/router.tsx'] }],
  ['features-stand-alone', { 'web/dashboard/features/forms/a.tsx': ['../stores/b.tsx'] }],
] satisfies [string, Record<string, string[]>][])('%s is kept', async (rule, files) => {
  expect(await broken(files)).toContain(rule)
})

test('the doors themselves are open', async () => {
  const files = {
    'src/domain/signups/capture.ts': ['../forms/index.ts', '../deliveries/index.ts', './queries.ts'],
    'src/domain/signups/contract.ts': ['../forms/contract.ts'],
    'src/domain/deliveries/connectors/acme.ts': ['../connector.ts'],
    'src/http/api.ts': ['../domain/signups/routes.ts', '../domain/forms/index.ts'],
    'src/roles/worker.ts': ['../domain/deliveries/jobs.ts'],
    'web/kiosk/main.tsx': ['../../src/domain/forms/contract.ts', '../ui/platform.ts'],
    'src/domain/signups/signups.test.ts': ['../../../test/support/until.ts', '../accounts/queries.ts'],
  }
  expect(await broken(files)).toEqual([])
})

test('no room calls back, in however many steps', () => {
  const reached = (room: string): string[] => rooms[room].flatMap((other: string) => [other, ...reached(other)])
  expect(Object.keys(rooms).filter(room => reached(room).includes(room))).toEqual([])
})

/** Rules that a tree breaks in which these files import those, which exist and are otherwise empty. */
async function broken(files: Record<string, string[]>): Promise<string[]> {
  folder = mkdtempSync(join(tmpdir(), 'customerinfo-doors-'))
  for (const [path, imports] of Object.entries(files)) {
    for (const other of imports.filter(name => /\.tsx?$/.test(name))) write(join(dirname(path), other), 'export {}')
  }
  for (const [path, imports] of Object.entries(files)) {
    write(path, imports.map(other => `import '${other}'`).join('\n'))
  }
  const { tsConfig: _, ...rest } = options
  const cruising = { ...rest, baseDir: folder, ruleSet: { forbidden }, validate: true } as ICruiseOptions
  const { output } = await cruise(
    ['src', 'web'].filter(top => Object.keys(files).some(path => path.startsWith(top))),
    cruising,
  )
  return (output as ICruiseResult).summary.violations.map(violation => violation.rule.name)
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
