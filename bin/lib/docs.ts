// docs [--check]: writes (or compares) the pages that are made from the code.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod/mini'
import { configSchema } from '../../src/platform/config.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const pages = { 'docs/configuration.md': configuration() }
const stale = Object.entries(pages).filter(([path, text]) => read(path) !== text)

if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} does not say what the code says. Run: bin/docs`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  console.log(stale.length > 0 ? `Written: ${stale.map(([path]) => path).join(', ')}` : 'Nothing changed')
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return undefined
  }
}

function configuration(): string {
  const rows = Object.entries(configSchema.def.shape).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined).data
    return `| \`${name}\` | ${meaning(schema)} | ${fallback === undefined || fallback === '' ? '' : `\`${fallback}\``} |`
  })
  return `# Configuration

Made by \`bin/docs\` from \`src/platform/config.ts\`. Everything is set by the environment; \`customerinfo serve --help\` lists the flags that stand for
some of it. A wrong setting is named at the start, and nothing starts.

| setting | meaning | default |
|---|---|---|
${rows.join('\n')}
`
}

type Wrapped = z.core.$ZodType & { _zod: { def: { innerType?: Wrapped; in?: Wrapped } } }

/** The description stands on the schema itself or on what it wraps. */
function meaning(schema: z.core.$ZodType): string {
  const { innerType, in: input } = (schema as Wrapped)._zod.def
  const inner = innerType ?? input
  return z.globalRegistry.get(schema)?.description ?? (inner ? meaning(inner) : '')
}
