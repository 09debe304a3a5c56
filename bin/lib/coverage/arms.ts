import ts from 'typescript'
import { type Arm, type Branch, type FileCoverage, isWritten, type Position } from './istanbul.ts'

/**
 * Istanbul's format gives the whole statement as the place of an `if`'s first arm. To ask how often the arm ran we need the
 * arm, so it is read from the source. An `if` that is not found there loses its places, and is counted by vitest alone.
 */
export function locateArmsOfIf(file: FileCoverage, text: string): void {
  const source = ts.createSourceFile(file.path, text, ts.ScriptTarget.Latest, true)
  const found = new Map<string, Pick<Branch, 'locations' | 'onward'>>()
  const position = (offset: number): Position => {
    const { line, character } = source.getLineAndCharacterOfPosition(offset)
    return { line: line + 1, column: character }
  }
  const place = (node: ts.Node | undefined): Arm =>
    node ? { start: position(node.getStart()), end: position(node.getEnd()) } : { start: {}, end: {} }
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node)) {
      const onward = place(onwardOf(node))
      found.set(key(position(node.getStart())), {
        locations: [place(node.thenStatement), place(node.elseStatement)],
        ...(isWritten(onward) ? { onward } : {}),
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  for (const branch of Object.values(file.branchMap)) {
    if (branch.type === 'if') Object.assign(branch, found.get(key(branch.loc.start)) ?? { locations: [] })
  }
}

/** The statement after an `if` that leaves when it is true. While its condition waits the page may end: then nothing follows from it. */
function onwardOf(node: ts.IfStatement): ts.Statement | undefined {
  const { thenStatement, elseStatement, parent } = node
  const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement
  if (elseStatement || !last || !jumps(last) || !ts.isBlock(parent) || waits(node.expression)) return undefined
  const next = parent.statements[parent.statements.indexOf(node) + 1]
  return next && ts.isFunctionDeclaration(next) ? undefined : next
}

function jumps(node: ts.Statement): boolean {
  return (
    ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node)
  )
}

function waits(node: ts.Node): boolean {
  return ts.isAwaitExpression(node) || (ts.forEachChild(node, child => waits(child) || undefined) ?? false)
}

const key = ({ line, column }: Position): string => `${line}:${column ?? 0}`
