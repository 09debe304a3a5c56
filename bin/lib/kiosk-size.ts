import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const limit = 60 * 1024
const folder = join(import.meta.dirname, '../../web/dist/kiosk')

// What index.html names is fetched at once; the rest (numbering plans, service worker) comes after the first paint.
const page = readFileSync(join(folder, 'index.html'), 'utf8')
const names = Array.from(page.matchAll(/(?:src|href)="\/kiosk\/(assets\/[^"]+\.(?:js|css))"/g), found => found[1] ?? '')
if (names.length === 0) throw new Error('web/dist/kiosk/index.html names no assets: is it built?')

let total = 0
for (const name of names) {
  const size = gzipSync(readFileSync(join(folder, name)), { level: 9 }).length
  total += size
  console.log(`${kilobytes(size)}  ${name}`)
}
console.log(`${kilobytes(total)}  in all, of ${kilobytes(limit)} at most`)
process.exit(total <= limit ? 0 : 1)

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1).padStart(5)} KB`
}
