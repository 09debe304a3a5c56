import { resolve } from 'node:path'
import { shareOf, sumOf } from './coverage/merge.ts'
import { addChromium, addNodeProcesses, readVitest } from './coverage/raw.ts'
import { closingLine, rowsOf, summary, writeReports } from './coverage/report.ts'

// Merges what vitest, server processes and Chromium saw, writes coverage/, and refuses less than this of either.
const least = 90

const root = resolve(import.meta.dirname, '../..')
const raw = `${root}/coverage/raw`
const coverage = readVitest(`${root}/coverage/vitest/coverage-final.json`)

const processes = addNodeProcesses(coverage, raw)
const { scripts, unmapped } = addChromium(coverage, raw, `${root}/web/dist`)
writeReports(coverage, root, `${root}/coverage`)

const rows = rowsOf(coverage, root)
const sum = sumOf(rows)
console.log(summary(rows))
console.log(`\nBeside vitest: ${processes} server processes, ${scripts} scripts in Chromium`)
for (const path of unmapped)
  console.log(`No source map beside the built file of ${path}: what ran in it is not counted`)
console.log(closingLine(sum))

const enough = shareOf(sum.linesRun, sum.lines) >= least && shareOf(sum.branchesRun, sum.branches) >= least
if (!enough) console.error(`At least ${least} % of lines and of branches are wanted`)
process.exit(enough ? 0 : 1)
