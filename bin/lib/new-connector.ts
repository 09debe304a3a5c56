import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Writes a connector from the template and adds it to the registry. `name` is its name in the database: small letters, digits and
 * dashes. Answers the file's path; throws an Error with a sentence for the developer.
 */
export function addConnector(root: string, name: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error('A name is made of small letters, digits and dashes: acme')
  const folder = join(root, 'src/domain/deliveries/connectors')
  const file = join(folder, `${name}.ts`)
  if (existsSync(file)) throw new Error(`${file} is there already`)
  const registry = join(folder, 'registry.ts')
  const registered = register(readFileSync(registry, 'utf8'), name)
  writeFileSync(file, template(name))
  writeFileSync(registry, registered)
  return file
}

function register(source: string, name: string): string {
  const variable = variableOf(name)
  const line = `import { ${variable} } from './${name}.ts'`
  const imports = [...source.matchAll(/^import \{ \w+ \} from '\.\/[\w-]+\.ts'$/gm)].map(match => match[0])
  const sorted = [...imports, line].sort((one, other) => (pathOf(one) < pathOf(other) ? -1 : 1))
  const list = /connectors: Connectors = \[([^\]]*)\]/
  const known = list.exec(source)?.[1]
  if (known === undefined || imports.length === 0) throw new Error('registry.ts does not look as it used to')
  const names = known.split(',').map(entry => entry.trim())
  const all = [...names.filter(Boolean), variable].join(', ')
  return source.replace(imports.join('\n'), sorted.join('\n')).replace(list, () => `connectors: Connectors = [${all}]`)
}

function pathOf(line: string): string {
  return line.slice(line.indexOf('./'))
}

function variableOf(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function template(name: string): string {
  const label = name.charAt(0).toUpperCase() + name.slice(1)
  return `import * as z from 'zod/mini'
import {
  type Call,
  type CallAnswer,
  type Change,
  type Connector,
  explainAnswer,
  oneByOne,
  type Result,
  readText,
  setting,
  webAddress,
} from '../connector.ts'

const settings = z.object({
  url: setting(webAddress, { title: 'Address', placeholder: 'https://crm.example.com' }),
  token: setting(z.string().check(z.trim(), z.minLength(1), z.maxLength(500)), { title: 'Key', secret: true }),
})
type Own = Call<z.infer<typeof settings>>

// Say what the vendor really promises: does a repeated call make a second record?
const named = { label: '${label}', guarantee: 'upsert-key' } as const

export const ${variableOf(name)}: Connector<z.infer<typeof settings>> = {
  ...named,
  name: '${name}',
  summary: 'Contacts in ${label}.',
  settings,
  pace: { batch: 1, concurrency: 2 },
  fields: { firstName: 'firstName', lastName: 'lastName', email: 'email', phone: 'phone' },

  async check(call) {
    const answer = await ask(call, 'GET', '/me')
    if (answer.status === 200) return { ok: true }
    const trouble = explainAnswer(named.label, call, answer, { maybeSent: false }, false)
    const reason = trouble && 'reason' in trouble ? trouble.reason : 'There is no ${label} at this address.'
    return { ok: false, reason, remedy: 'Check address and key.' }
  },

  deliver: oneByOne(named, async (call: Own, change) => {
    const answer =
      change.recordId === null
        ? await ask(call, 'POST', '/contacts', change.fields)
        : await ask(call, 'PUT', \`/contacts/\${encodeURIComponent(change.recordId)}\`, change.fields)
    return read(call, change, answer)
  }),
}

function read(call: Own, change: Change, answer: CallAnswer): Result {
  const recordId = answer.status >= 200 && answer.status < 300 ? readText(answer.json(), 'id') : null
  if (recordId) return { outcome: 'delivered', recordId, recordUrl: null, created: change.recordId === null }
  const known = explainAnswer(named.label, call, answer, change, true)
  if (known) return known
  return { outcome: 'rejected', code: 'not-accepted', reason: '${label} does not take this contact as it is.' }
}

function ask(call: Own, method: 'GET' | 'POST' | 'PUT', path: string, json?: unknown): Promise<CallAnswer> {
  const headers = { authorization: \`Bearer \${call.settings.token}\` }
  return call.http({ method, url: call.settings.url + path, headers, ...(json === undefined ? {} : { json }) })
}
`
}

if (import.meta.main) {
  try {
    const file = addConnector(resolve(import.meta.dirname, '../..'), process.argv[2] ?? '')
    console.log(`${file} is written and registered.`)
    console.log('Next: a fake that speaks its language in test/fakes/dialects.ts; the conformance test asks for it.')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
