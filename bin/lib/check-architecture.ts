import { globSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cruise, format, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'

// Run from the root of the repository: node bin/lib/check-architecture.ts
const { forbidden, options } = createRequire(import.meta.url)('../../architecture.cjs')

const sources = globSync(['src/**/*.{ts,tsx}', 'web/**/*.{ts,tsx}'], {
  exclude: path => /(^|\/)(node_modules|dist)(\/|$)/.test(path) || path.endsWith('.d.ts'),
})
const folders = ['src', 'web'].filter(folder => sources.some(path => path.startsWith(`${folder}/`)))
const cruised = await cruise(folders, { ...options, ruleSet: { forbidden }, validate: true } as ICruiseOptions)
const result = cruised.output as ICruiseResult

const seen = new Set(result.modules.map(module => module.source))
const missed = sources.filter(path => !seen.has(path))
// The tool answers "no violations" when it cannot read TypeScript at all, so what it read is counted.
if (missed.length > sources.length * 0.05) {
  console.error(`Only ${sources.length - missed.length} of ${sources.length} source files were read; not ${missed[0]}`)
  process.exit(1)
}

const violations = result.summary.violations.filter(violation => violation.rule.severity === 'error')
if (violations.length > 0) console.error((await format(result, { outputType: 'err-long' })).output)
else console.log(`${sources.length} files, ${result.summary.totalDependenciesCruised} imports: every door is kept`)
process.exit(violations.length > 0 ? 1 : 0)
