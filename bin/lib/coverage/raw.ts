import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { locateArmsOfIf } from './arms.ts'
import type { Counter, Coverage } from './istanbul.ts'
import { addCounts } from './merge.ts'
import { counterOfText, countersOfBundle } from './places.ts'
import { countsByOffset, type V8Function } from './v8.ts'

/** vitest's own figures: every file of the product, loaded or not, with the places that are to be counted. */
export function readVitest(path: string): Coverage {
  const coverage = JSON.parse(readFileSync(path, 'utf8')) as Coverage
  for (const file of Object.values(coverage)) locateArmsOfIf(file, readFileSync(file.path, 'utf8'))
  return coverage
}

type Script = { url: string; source?: string; functions: V8Function[] }

/** Adds what server processes wrote down when they ended (NODE_V8_COVERAGE=coverage/raw/node). Answers how many did. */
export function addNodeProcesses(coverage: Coverage, folder: string): number {
  const reports = globSync('node/*.json', { cwd: folder })
  for (const report of reports) {
    const { result } = JSON.parse(readFileSync(`${folder}/${report}`, 'utf8')) as { result: Script[] }
    for (const { url, functions } of result) {
      const file = url.startsWith('file:') ? coverage[fileURLToPath(url)] : undefined
      if (file) addCounts(file, counterOfText(readFileSync(file.path, 'utf8'), countsByOffset(functions)))
    }
  }
  return reports.length
}

/**
 * Adds what ran in Chromium (test/support/chromium-coverage.ts). A script belongs to the built file of the same bytes, and
 * its source map lies beside that. Answers how many scripts were read, and the addresses of those without a map.
 */
export function addChromium(
  coverage: Coverage,
  folder: string,
  built: string,
): { scripts: number; unmapped: string[] } {
  const bundles = bundlesIn(folder, built)
  const unmapped = new Set<string>()
  let scripts = 0
  for (const report of globSync('chromium/*.json', { cwd: folder })) {
    for (const { url, source, functions } of JSON.parse(readFileSync(`${folder}/${report}`, 'utf8')) as Script[]) {
      const sources = bundles(source ?? '')
      if (!sources) unmapped.add(new URL(url).pathname)
      const count = countsByOffset(functions)
      for (const [path, counter] of sources ?? []) {
        const file = coverage[path]
        if (file) addCounts(file, counter(count))
      }
      scripts += 1
    }
  }
  return { scripts, unmapped: [...unmapped] }
}

type Sources = Map<string, (count: (offset: number) => number) => Counter>

/** Digest of a script → its sources; each bundle is read once. */
function bundlesIn(folder: string, built: string): (digest: string) => Sources | undefined {
  const maps = new Map(
    globSync('**/*.js.map', { cwd: built }).map(name => {
      const path = `${built}/${name}`
      return [
        createHash('sha256')
          .update(readFileSync(path.slice(0, -4)))
          .digest('hex'),
        path,
      ]
    }),
  )
  const known = new Map<string, Sources | undefined>()
  return digest => {
    const path = maps.get(digest)
    if (!known.has(digest)) {
      const text = path && readFileSync(`${folder}/sources/${digest}.js`, 'utf8')
      known.set(digest, text ? countersOfBundle(JSON.parse(readFileSync(path, 'utf8')), path, text) : undefined)
    }
    return known.get(digest)
  }
}
