export type Json = Record<string, unknown>

/** For reading what strangers answer: an object, or an error (which the caller's wrapper turns into a result). */
export function readObject(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object')
  return value as Json
}

/** A list of objects, or an error. */
export function readList(value: unknown): Json[] {
  if (!Array.isArray(value)) throw new TypeError('not a list')
  return value.map(readObject)
}

/** What lies at the end of the path; undefined where it breaks off. */
export function readPath(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Json)[key] : undefined),
    value,
  )
}

/** Text that is not empty, a number as text, else null. */
export function readText(value: unknown, ...path: string[]): string | null {
  const found = readPath(value, ...path)
  if (typeof found === 'number') return String(found)
  return typeof found === 'string' && found !== '' ? found : null
}
