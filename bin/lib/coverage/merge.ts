import { type Branch, type Counter, type FileCoverage, isWritten } from './istanbul.ts'

/**
 * Adds what ran elsewhere (a browser, a server process) to what ran in vitest.
 *
 * vitest's own figures name every statement and branch of every file, unloaded files included, by their place in the
 * source. That list is never added to: for each place of it we ask V8's raw figures how often the code there ran. So
 * nothing is counted twice, whatever a bundler or a minifier made of the code, and a place that it dropped stays at zero.
 */
export function addCounts(file: FileCoverage, count: Counter): void {
  for (const [id, place] of Object.entries(file.statementMap)) file.s[id] = (file.s[id] ?? 0) + (count(place) ?? 0)
  for (const [id, { loc }] of Object.entries(file.fnMap)) file.f[id] = (file.f[id] ?? 0) + (count(loc) ?? 0)
  for (const [id, branch] of Object.entries(file.branchMap)) {
    const more = armCounts(branch, count)
    file.b[id] = (file.b[id] ?? []).map((counted, arm) => counted + (more[arm] ?? 0))
  }
}

/**
 * Of two arms, one that left no trace (a missing `else`, a `null` in a bundle) is taken as often as the whole was reached and
 * the other was not. Where both left none, the written one stays at zero.
 */
function armCounts({ type, loc, locations, onward }: Branch, count: Counter): number[] {
  const traced = locations.map(arm => (isWritten(arm) ? count(arm) : onward && count(onward)))
  const known = traced.filter(arm => arm !== undefined)
  const rest = Math.max(0, (count(loc) ?? 0) - (known[0] ?? 0))
  const tells = (type === 'if' || type === 'cond-expr') && known.length === 1
  return locations.map((arm, nth) => traced[nth] ?? (tells || !isWritten(arm) ? rest : 0))
}

export type Figures = { lines: number; linesRun: number; branches: number; branchesRun: number }

/** A line counts when a statement begins on it, and ran when one of those did. */
export function figuresOf(file: FileCoverage): Figures {
  const lines = lineCounts(file)
  const arms = Object.values(file.b).flat()
  return {
    lines: lines.size,
    linesRun: [...lines.values()].filter(Boolean).length,
    branches: arms.length,
    branchesRun: arms.filter(Boolean).length,
  }
}

export function lineCounts(file: FileCoverage): Map<number, number> {
  const lines = new Map<number, number>()
  for (const [id, { start }] of Object.entries(file.statementMap)) {
    lines.set(start.line, Math.max(lines.get(start.line) ?? 0, file.s[id] ?? 0))
  }
  return lines
}

export function sumOf(figures: Figures[]): Figures {
  const sum: Figures = { lines: 0, linesRun: 0, branches: 0, branchesRun: 0 }
  for (const each of figures) for (const key of Object.keys(sum) as (keyof Figures)[]) sum[key] += each[key]
  return sum
}

/** In per cent; a file without branches has all of them covered. */
export function shareOf(run: number, all: number): number {
  return all === 0 ? 100 : (run / all) * 100
}
