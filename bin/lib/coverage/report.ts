import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Coverage, FileCoverage } from './istanbul.ts'
import { type Figures, figuresOf, lineCounts, shareOf, sumOf } from './merge.ts'

type Row = Figures & { path: string }

/** The files that miss most, then the sums; both as text for a terminal. */
export function summary(rows: Row[], worst = 20): string {
  const missing = (row: Figures): number => row.lines - row.linesRun + row.branches - row.branchesRun
  const shown = rows
    .filter(missing)
    .sort((one, other) => missing(other) - missing(one))
    .slice(0, worst)
  const lines = shown.map(
    row =>
      `${percent(row.linesRun, row.lines)} ${percent(row.branchesRun, row.branches)}  ${String(missing(row)).padStart(6)}  ${row.path}`,
  )
  return ['   lines branches missing', ...lines].join('\n')
}

export function closingLine(sum: Figures): string {
  return `Coverage: lines ${percent(sum.linesRun, sum.lines).trim()} (${sum.linesRun}/${sum.lines}), branches ${percent(sum.branchesRun, sum.branches).trim()} (${sum.branchesRun}/${sum.branches})`
}

/** Cut, not rounded: 89.996 is not 90. */
function percent(run: number, all: number): string {
  return `${(Math.floor(shareOf(run, all) * 100) / 100).toFixed(2)} %`.padStart(8)
}

export function rowsOf(coverage: Coverage, root: string): Row[] {
  return Object.values(coverage).map(file => ({ path: relative(root, file.path), ...figuresOf(file) }))
}

/** lcov.info for other tools, index.html to look at: each file, each line with how often it ran. */
export function writeReports(coverage: Coverage, root: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  const files = Object.values(coverage)
  writeFileSync(`${folder}/coverage-final.json`, JSON.stringify(coverage))
  writeFileSync(`${folder}/lcov.info`, files.map(file => lcovOf(file, root)).join(''))
  writeFileSync(`${folder}/index.html`, page(files, root))
}

function lcovOf(file: FileCoverage, root: string): string {
  const figures = figuresOf(file)
  const lines = [...lineCounts(file)].sort(([one], [other]) => one - other)
  const arms = Object.entries(file.branchMap).flatMap(([id, branch]) =>
    (file.b[id] ?? []).map((count, arm) => `BRDA:${branch.loc.start.line},${id},${arm},${count}`),
  )
  return [
    `SF:${relative(root, file.path)}`,
    ...lines.map(([line, count]) => `DA:${line},${count}`),
    ...[`LF:${figures.lines}`, `LH:${figures.linesRun}`],
    ...arms,
    ...[`BRF:${figures.branches}`, `BRH:${figures.branchesRun}`, 'end_of_record', ''],
  ].join('\n')
}

function page(files: FileCoverage[], root: string): string {
  const sum = sumOf(files.map(figuresOf))
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Coverage</title><style>
body{font:14px system-ui;margin:2rem;color-scheme:light dark}pre{line-height:1.4;overflow-x:auto}
.none{background:#d1242f33}.arm{text-decoration:underline wavy #d1242f}summary span{display:inline-block;width:6em}
</style><h1>${closingLine(sum)}</h1>${files.map(file => section(file, root)).join('\n')}</html>`
}

function section(file: FileCoverage, root: string): string {
  const figures = figuresOf(file)
  const counts = lineCounts(file)
  const armless = new Map<number, string[]>()
  for (const [id, branch] of Object.entries(file.branchMap)) {
    for (const [arm, count] of (file.b[id] ?? []).entries()) {
      const line = branch.locations[arm]?.start.line ?? branch.loc.start.line
      if (count === 0) armless.set(line, [...(armless.get(line) ?? []), `${branch.type}, arm ${arm + 1}`])
    }
  }
  const lines = readFileSync(file.path, 'utf8')
    .split('\n')
    .map((text, index) => {
      const count = counts.get(index + 1)
      const never = armless.get(index + 1)
      const margin = `${String(index + 1).padStart(4)} ${String(count ?? '').padStart(6)}  `
      const shown = never ? `<span class="arm" title="never: ${never.join('; ')}">${asHtml(text)}</span>` : asHtml(text)
      return count === 0 ? `<span class="none">${margin}${shown}</span>` : `${margin}${shown}`
    })
  return `<details><summary><span>${percent(figures.linesRun, figures.lines)}</span><span>${percent(figures.branchesRun, figures.branches)}</span>${relative(root, file.path)}</summary><pre>${lines.join('\n')}</pre></details>`
}

function asHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
