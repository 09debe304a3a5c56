/** The part of Istanbul's format that we read and write. Lines count from 1, columns from 0; null is "to the end". */
export type Position = { line: number; column: number | null }
export type Place = { start: Position; end: Position }
/** An arm that is not written down (the missing `else`) has no position. */
export type Arm = { start: Partial<Position>; end: Partial<Position> }
/** `onward` is what runs next when the first arm, which jumps away, is not taken; of some `if`s only. */
export type Branch = { type: string; loc: Place; locations: Arm[]; onward?: Place }

export type FileCoverage = {
  path: string
  statementMap: Record<string, Place>
  fnMap: Record<string, { name: string; decl: Place; loc: Place }>
  branchMap: Record<string, Branch>
  s: Record<string, number>
  f: Record<string, number>
  b: Record<string, number[]>
}

export type Coverage = Record<string, FileCoverage>

/** How often the code at a place of the source ran; undefined when nothing of that place was there to run. */
export type Counter = (place: Place) => number | undefined

export function isWritten(arm: Arm): arm is Place {
  return typeof arm.start.line === 'number'
}
