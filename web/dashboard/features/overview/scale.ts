/** A round number at or above `largest` and the lines below it, at most four: 255 → 0, 100, 200, 300. */
export function ticksFor(largest: number): number[] {
  if (largest <= 0) return [0, 1]
  const rough = largest / 3
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const nice = [1, 2, 2.5, 5, 10].find(step => step * magnitude >= rough && Number.isInteger(step * magnitude))
  const step = Math.max(1, (nice ?? 10) * magnitude)
  const lines = Math.ceil(largest / step)
  return Array.from({ length: lines + 1 }, (_, index) => index * step)
}
