/** What a person typed or pasted → the eight characters as the tablet shows them: `XXXX-XXXX`, or what there is of it. */
export function tidyCode(typed: string): string {
  const plain = typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8)
  return plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain
}
