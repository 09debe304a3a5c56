/** What V8 reports per function: the function's own range first, then the blocks in it that ran another number of times. */
export type V8Function = { ranges: { startOffset: number; endOffset: number; count: number }[] }

/**
 * How often the code at an offset ran: the count of the innermost range around it. A function's own range begins one
 * character late here, since at its first character it is a value that is made (by the code around it), and not yet called.
 */
export function countsByOffset(functions: V8Function[]): (offset: number) => number {
  const ranges = functions
    .flatMap(({ ranges: [whole, ...blocks] }) => (whole ? [shifted(whole), ...blocks] : []))
    .sort((one, other) => one.startOffset - other.startOffset || other.endOffset - one.endOffset)
  const offsets: number[] = []
  const counts: number[] = []
  const open: typeof ranges = []
  const mark = (offset: number, count: number): void => {
    offsets.push(offset)
    counts.push(count)
  }
  const closeUntil = (offset: number): void => {
    for (let inner = open.at(-1); inner && inner.endOffset <= offset; inner = open.at(-1)) {
      open.pop()
      mark(inner.endOffset, open.at(-1)?.count ?? 0)
    }
  }
  for (const range of ranges) {
    closeUntil(range.startOffset)
    mark(range.startOffset, range.count)
    open.push(range)
  }
  closeUntil(Number.POSITIVE_INFINITY)
  return offset => counts[lastAtOrBefore(offsets, offset)] ?? 0
}

function shifted(range: V8Function['ranges'][number]): V8Function['ranges'][number] {
  return range.startOffset === 0 ? range : { ...range, startOffset: range.startOffset + 1 }
}

/** Index of the last number that is not greater; -1 when all are. */
function lastAtOrBefore(sorted: number[], wanted: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= wanted) low = middle + 1
    else high = middle
  }
  return low - 1
}
