import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'vite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { launchChromium } from '../../../test/support/chromium.ts'
import { until } from '../../../test/support/until.ts'
import type { Coverage, FileCoverage } from './istanbul.ts'
import { figuresOf, lineCounts } from './merge.ts'
import { addChromium, addNodeProcesses, readVitest } from './raw.ts'
import { closingLine, rowsOf, summary, writeReports } from './report.ts'

const run = promisify(execFile)
const fixture = resolve('test/fixtures/coverage')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'customerinfo-coverage-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test.each([true, false])('vitest, a page, its service worker and a process add up (minified: %s)', async minify => {
  const coverage = await seenByVitest()
  const half = fileOf(coverage, 'half.ts')
  expect(linesRun(half)).toEqual([4, 5, 16])
  expect(figuresOf(half)).toEqual({ lines: 9, linesRun: 3, branches: 9, branchesRun: 1 })

  await Promise.all([runInChromium(minify), runInProcess()])
  expect(addChromium(coverage, join(folder, 'raw'), join(folder, 'dist')).unmapped).toEqual([])
  expect(linesRun(half)).toEqual([4, 5, 7, 8, 12, 13, 16])
  expect(armsNeverTaken(fileOf(coverage, 'traceless.ts'))).toEqual([
    'cond-expr on line 3: 0',
    'cond-expr on line 7: 1',
    'if on line 11: 1',
    'if on line 16: 0',
  ])
  expect(addNodeProcesses(coverage, join(folder, 'raw'))).toBe(1)

  expect(linesRun(half)).toEqual([4, 5, 7, 8, 12, 13, 16])
  expect(armsNeverTaken(half)).toEqual([])
  expect(figuresOf(half)).toMatchObject({ lines: 9, linesRun: 7, branches: 9, branchesRun: 9 })
  expect(figuresOf(fileOf(coverage, 'untouched.ts'))).toEqual({ lines: 2, linesRun: 0, branches: 2, branchesRun: 0 })

  writeReports(coverage, fixture, join(folder, 'report'))
  expect(readFileSync(join(folder, 'report', 'lcov.info'), 'utf8')).toMatch(/SF:half\.ts\nDA:4,\d+\n/)
  expect(readFileSync(join(folder, 'report', 'index.html'), 'utf8')).toContain('if, arm 1')
  expect(summary(rowsOf(coverage, fixture)).split('\n').slice(1)).toEqual([
    ' 83.33 %  50.00 %       5  traceless.ts',
    '  0.00 %   0.00 %       4  untouched.ts',
    ' 77.77 % 100.00 %       2  half.ts',
  ])
  expect(closingLine(figuresOf(half))).toBe('Coverage: lines 77.77 % (7/9), branches 100.00 % (9/9)')
})

test('a script without a source map is named, and counts nothing', async () => {
  const coverage = await seenByVitest()
  await runInChromium(true)
  const { unmapped } = addChromium(coverage, join(folder, 'raw'), join(folder, 'nowhere'))
  expect(unmapped.sort()).toEqual(['/half-chunk.js', '/page.js', '/worker.js'])
  expect(linesRun(fileOf(coverage, 'half.ts'))).toEqual([4, 5, 16])
})

async function seenByVitest(): Promise<Coverage> {
  const report = join(folder, 'vitest')
  const program = resolve('node_modules/vitest/vitest.mjs')
  await run(process.execPath, [program, 'run', '--root', fixture, `--coverage.reportsDirectory=${report}`])
  return readVitest(join(report, 'coverage-final.json'))
}

async function runInChromium(minify: boolean): Promise<void> {
  const outDir = join(folder, 'dist')
  const input = { page: join(fixture, 'page.ts'), worker: join(fixture, 'worker.ts') }
  await build({
    root: fixture,
    logLevel: 'silent',
    configFile: false,
    build: {
      outDir,
      emptyOutDir: true,
      minify,
      sourcemap: 'hidden',
      modulePreload: false,
      rolldownOptions: { input, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-chunk.js' } },
    },
  })
  const server = createServer((request, response) => {
    const script = request.url?.endsWith('.js')
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html')
    response.end(
      script ? readFileSync(join(outDir, request.url ?? '')) : '<script type="module" src="/page.js"></script>',
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const browser = await launchChromium({ coverage: join(folder, 'raw') })
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await until(async () => (await page.title()) === 'a large one, Hello Ada Lovelace, function')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  } finally {
    await browser.close()
    server.close()
  }
}

async function runInProcess(): Promise<void> {
  const env = { ...process.env, NODE_V8_COVERAGE: join(folder, 'raw', 'node') }
  await run(process.execPath, [join(fixture, 'child.ts')], { env })
}

function fileOf(coverage: Coverage, name: string): FileCoverage {
  return coverage[join(fixture, name)] as FileCoverage
}

function linesRun(file: FileCoverage): number[] {
  return [...lineCounts(file)].filter(([, count]) => count > 0).map(([line]) => line)
}

function armsNeverTaken(file: FileCoverage): string[] {
  return Object.entries(file.branchMap).flatMap(([id, branch]) =>
    (file.b[id] ?? []).flatMap((count, arm) =>
      count > 0 ? [] : [`${branch.type} on line ${branch.loc.start.line}: ${arm}`],
    ),
  )
}
