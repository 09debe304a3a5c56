import { dirname, resolve } from 'node:path'
import type { Counter, Place } from './istanbul.ts'

type Count = (offset: number) => number

/** Source and executed text are the same, position by position: Node only blanks the types out. */
export function counterOfText(text: string, count: Count): Counter {
  const lines = lineOffsets(text)
  return ({ start }) => count((lines[start.line - 1] ?? 0) + (start.column ?? 0))
}

export type SourceMapText = { sources: (string | null)[]; mappings: string; sourceRoot?: string }

/** Where the characters of one source went: sorted by their place in the source. */
type Trail = { line: number; column: number; offset: number }[]

/** Of a bundle: absolute path of each source → its counter. `mapPath` is where the map lies, its sources are relative to it. */
export function countersOfBundle(
  map: SourceMapText,
  mapPath: string,
  text: string,
): Map<string, (count: Count) => Counter> {
  const lines = lineOffsets(text)
  const trails: Trail[] = map.sources.map(() => [])
  for (const [generatedLine, column, source, line, sourceColumn] of decode(map.mappings)) {
    trails[source]?.push({ line: line + 1, column: sourceColumn, offset: (lines[generatedLine] ?? 0) + column })
  }
  const counters = new Map<string, (count: Count) => Counter>()
  for (const [index, trail] of trails.entries()) {
    const source = map.sources[index]
    if (!source) continue
    trail.sort((one, other) => one.line - other.line || one.column - other.column)
    const path = resolve(dirname(mapPath), map.sourceRoot ?? '', source.replace(/^file:\/\//, '').replace(/\?.*$/, ''))
    counters.set(path, count => place => countOfTrail(trail, place, count))
  }
  return counters
}

/**
 * A minifier drops and reorders words but keeps the names, so a place is found by its first character or else by the first
 * thing within it that was kept. Several copies of one place (inlining) count as the one that ran most.
 */
function countOfTrail(trail: Trail, place: Place, count: Count): number | undefined {
  const first = firstAtOrAfter(trail, place.start.line, place.start.column ?? 0)
  const step = trail[first]
  if (!step || !before(step, place.end)) return undefined
  let most = 0
  for (let index = first; trail[index]?.line === step.line && trail[index]?.column === step.column; index++) {
    most = Math.max(most, count(trail[index]?.offset ?? 0))
  }
  return most
}

function before(step: Trail[number], end: Place['end']): boolean {
  return step.line < end.line || (step.line === end.line && step.column < (end.column ?? Number.POSITIVE_INFINITY))
}

function firstAtOrAfter(trail: Trail, line: number, column: number): number {
  let low = 0
  let high = trail.length
  while (low < high) {
    const middle = (low + high) >> 1
    const step = trail[middle]
    if (step && (step.line < line || (step.line === line && step.column < column))) low = middle + 1
    else high = middle
  }
  return low
}

function lineOffsets(text: string): number[] {
  const offsets = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) offsets.push(at + 1)
  return offsets
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Segments of a version 3 source map, all from 0: line and column of the bundle, then source, line and column of it. */
function* decode(mappings: string): Generator<[number, number, number, number, number]> {
  let source = 0
  let line = 0
  let column = 0
  for (const [generatedLine, segments] of mappings.split(';').entries()) {
    let generatedColumn = 0
    for (const segment of segments.split(',')) {
      const [generated, ...original] = decodeNumbers(segment)
      generatedColumn += generated ?? 0
      if (original.length < 3) continue
      source += original[0] ?? 0
      line += original[1] ?? 0
      column += original[2] ?? 0
      yield [generatedLine, generatedColumn, source, line, column]
    }
  }
}

/** Base 64 digits of five bits and "more follows", the sign in the lowest bit of the first. */
function decodeNumbers(segment: string): number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const character of segment) {
    const digit = digits.indexOf(character)
    value += (digit & 31) << shift
    shift += 5
    if (digit & 32) continue
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    value = 0
    shift = 0
  }
  return numbers
}
