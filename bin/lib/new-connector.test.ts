import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addConnector } from './new-connector.ts'

const here = 'src/domain/deliveries/connectors'
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'new-connector-'))
  cpSync(resolve(import.meta.dirname, '../..', here, 'registry.ts'), join(root, here, 'registry.ts'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('one command writes the one file and the one line', () => {
  const file = addConnector(root, 'acme-crm')
  const source = readFileSync(file, 'utf8')
  expect(source).toContain('export const acmeCrm: Connector')
  expect(source).toContain("name: 'acme-crm'")
  const registry = readFileSync(join(root, here, 'registry.ts'), 'utf8')
  expect(registry).toContain("import { acmeCrm } from './acme-crm.ts'\nimport { espocrm } from './espocrm.ts'")
  expect(registry).toContain('[practice, espocrm, webhook, acmeCrm]')
})

test('a name that is taken, or none, is refused and nothing is changed', () => {
  addConnector(root, 'acme')
  const before = readFileSync(join(root, here, 'registry.ts'), 'utf8')
  expect(() => addConnector(root, 'acme')).toThrow('is there already')
  for (const name of ['', '../acme', 'Acme', 'ac me']) expect(() => addConnector(root, name)).toThrow('small letters')
  expect(readFileSync(join(root, here, 'registry.ts'), 'utf8')).toBe(before)
})
