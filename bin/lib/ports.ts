import ts from 'typescript'

export type Finding = { line: number; what: string; instead: string }

/** Global functions, and members of global objects, that belong to the platform; `*` ends a name that begins so. */
const globals: Record<string, string> = {
  fetch: 'ports.outbound, in the browser web/ui/platform.ts',
  setTimeout: 'clock.sleep',
  setInterval: 'clock.sleep, or the list of recurring work',
  setImmediate: 'clock.sleep',
}
const members: Record<string, Record<string, string>> = {
  process: { env: 'platform/config.ts' },
  Date: { now: 'clock.now' },
  performance: { now: 'clock.monotonic' },
  Math: { random: 'platform/ids.ts' },
  crypto: { 'random*': 'platform/ids.ts', getRandomValues: 'platform/ids.ts' },
}
/** What an import statement may not bring in from Node or from a client library. */
const imports: Record<string, Record<string, string>> = {
  process: { 'env*': 'platform/config.ts' },
  timers: { '*': 'clock.sleep' },
  'timers/promises': { '*': 'clock.sleep' },
  crypto: { 'random*': 'platform/ids.ts', getRandomValues: 'platform/ids.ts' },
  perf_hooks: { performance: 'clock.monotonic' },
  undici: { '*': 'ports.outbound' },
}
const globalObjects = ['globalThis', 'window', 'self']

/**
 * Where a source file takes time, chance, settings or the network from their origin rather than through a port. It reads
 * the syntax tree, so that a word in a comment, a string, a type or a property of something else is not taken for a use.
 */
export function findDirectUses(path: string, text: string): Finding[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const own = declaredNames(source)
  const findings: Finding[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return
    const found = findImport(node) ?? findMember(node, own) ?? findGlobal(node, own) ?? findDate(node, own)
    if (found) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      findings.push({ line, what: node.getText().split('\n')[0] ?? '', instead: found })
    } else ts.forEachChild(node, visit)
  }
  visit(source)
  return findings
}

/** Names that the file itself binds, by import, variable, parameter or function: those are no globals. */
function declaredNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    const name = (node as Partial<ts.NamedDeclaration>).name
    const binds =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node)
    if (binds && name && ts.isIdentifier(name)) names.add(name.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

function findImport(node: ts.Node): string | undefined {
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return undefined
  const banned = imports[node.moduleSpecifier.text.replace(/^node:/, '')]
  const clause = node.importClause
  if (!banned || !clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return undefined
  const bindings = clause.namedBindings
  if (!bindings || ts.isNamespaceImport(bindings)) return banned['*']
  return bindings.elements
    .filter(element => !element.isTypeOnly)
    .map(element => lookUp(banned, (element.propertyName ?? element.name).text))
    .find(Boolean)
}

function findMember(node: ts.Node, own: Set<string>): string | undefined {
  const pulled = destructured(node)
  if (pulled) return pulled.names.map(name => forbiddenMember(pulled.from, name, own)).find(Boolean)
  if (ts.isPropertyAccessExpression(node)) return forbiddenMember(node.expression, node.name.text, own)
  if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression)) {
    return forbiddenMember(node.expression, node.argumentExpression.text, own)
  }
  return undefined
}

/** `const { env } = process` is `process.env` in other words. */
function destructured(node: ts.Node): { from: ts.Expression; names: string[] } | undefined {
  if (!ts.isVariableDeclaration(node) || !node.initializer || !ts.isObjectBindingPattern(node.name)) return undefined
  const names = node.name.elements.map(element => (element.propertyName ?? element.name).getText())
  return { from: node.initializer, names }
}

function forbiddenMember(of: ts.Expression, name: string, own: Set<string>): string | undefined {
  const object = globalName(of)
  if (object === undefined || own.has(object)) return undefined
  if (globalObjects.includes(object)) return globals[name]
  const banned = members[object]
  return banned && lookUp(banned, name)
}

/** `crypto`, `window.crypto` and `globalThis.crypto` are the same thing. */
function globalName(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text
  const viaGlobal =
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    globalObjects.includes(node.expression.text)
  return viaGlobal ? node.name.text : undefined
}

function findGlobal(node: ts.Node, own: Set<string>): string | undefined {
  if (!ts.isIdentifier(node) || !Object.hasOwn(globals, node.text) || own.has(node.text)) return undefined
  const { parent } = node
  const onlyNamed =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) &&
      parent.name === node) ||
    ts.isJsxAttribute(parent) ||
    ts.isExportSpecifier(parent)
  return onlyNamed ? undefined : globals[node.text]
}

/** The present time, as `new Date()` or `Date()`; a Date made of a value is a conversion and free to all. */
function findDate(node: ts.Node, own: Set<string>): string | undefined {
  const made = ts.isNewExpression(node) || ts.isCallExpression(node)
  if (!made || !ts.isIdentifier(node.expression) || node.expression.text !== 'Date' || own.has('Date')) return undefined
  return ts.isCallExpression(node) || !node.arguments?.length ? 'clock.now' : undefined
}

function lookUp(banned: Record<string, string>, name: string): string | undefined {
  const key = Object.keys(banned).find(entry =>
    entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : entry === name,
  )
  return key === undefined ? undefined : banned[key]
}
