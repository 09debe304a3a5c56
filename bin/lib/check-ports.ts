import { globSync, readFileSync } from 'node:fs'
import { findDirectUses } from './ports.ts'

// Time, chance, settings and the network come through the platform alone: that is what lets a test own them.
const exempt =
  /^src\/platform\/|^web\/ui\/platform(\/|\.ts$)|\.test\.tsx?$|\.d\.ts$|vite\.config\.ts$|(^|\/)(dist|node_modules)\//

const sources = globSync(['src/**/*.{ts,tsx}', 'web/**/*.{ts,tsx}'], {
  exclude: path => /(^|\/)(dist|node_modules)$/.test(path),
}).filter(path => !exempt.test(path))

let count = 0
for (const path of sources) {
  for (const { line, what, instead } of findDirectUses(path, readFileSync(path, 'utf8'))) {
    count += 1
    console.error(`${path}:${line}  ${what.slice(0, 80)}  (use ${instead})`)
  }
}
if (count === 0) console.log(`${sources.length} files take time, chance, settings and the network through the platform`)
process.exit(count === 0 ? 0 : 1)
