import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, it } from 'vitest'
import { masterKeyFile, readMasterKey } from './master-key.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

it('makes the key once, for its owner only, and leaves nothing else behind', () => {
  const dataFolder = newFolder()
  const first = readMasterKey({ dataFolder, masterKey: undefined, demo: true })
  expect(first).toHaveLength(32)
  expect(readMasterKey({ dataFolder, masterKey: undefined, demo: true })).toEqual(first)
  const file = masterKeyFile(dataFolder)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
  expect(readdirSync(dirname(file))).toEqual(['master.key'])
})

it('makes one key when several processes start at once', async () => {
  const dataFolder = newFolder()
  const script = `import { readMasterKey } from './master-key.ts'
    process.stdout.write(readMasterKey(${JSON.stringify({ dataFolder, demo: true })}).toString('hex'))`
  const keys = await Promise.all(
    Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname }),
    ),
  )
  expect(new Set(keys.map(({ stdout }) => stdout)).size).toBe(1)
})

it('takes the given key, and wants one when the database is not the embedded one', () => {
  const key = Buffer.alloc(32, 7)
  const settings = { dataFolder: '/not/there', demo: false }
  expect(readMasterKey({ ...settings, masterKey: key.toString('base64') })).toEqual(key)
  expect(() => readMasterKey({ ...settings, masterKey: undefined })).toThrow('CUSTOMERINFO_MASTER_KEY is missing')
  expect(() => readMasterKey({ ...settings, masterKey: 'c2hvcnQ=' })).toThrow('not 32 bytes')
})

it('does not go on with a damaged key', () => {
  const dataFolder = newFolder()
  readMasterKey({ dataFolder, masterKey: undefined, demo: true })
  writeFileSync(masterKeyFile(dataFolder), 'damaged')
  expect(() => readMasterKey({ dataFolder, masterKey: undefined, demo: true })).toThrow('not 32 bytes')
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'customerinfo-keys-'))
  folders.push(folder)
  return folder
}
