import ts from 'typescript'
import type { Arm, FileCoverage, Position } from './istanbul.ts'

/**
 * Istanbul's format gives the whole statement as the place of an `if`'s first arm. To ask how often the arm ran we need the
 * arm, so it is read from the source. An `if` that is not found there loses its places, and is counted by vitest alone.
 */
export function locateArmsOfIf(file: FileCoverage, text: string): void {
  const source = ts.createSourceFile(file.path, text, ts.ScriptTarget.Latest, true)
  const arms = new Map<string, Arm[]>()
  const position = (offset: number): Position => {
    const { line, character } = source.getLineAndCharacterOfPosition(offset)
    return { line: line + 1, column: character }
  }
  const place = (node: ts.Node | undefined): Arm =>
    node ? { start: position(node.getStart()), end: position(node.getEnd()) } : { start: {}, end: {} }
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node)) {
      arms.set(key(position(node.getStart())), [place(node.thenStatement), place(node.elseStatement)])
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  for (const branch of Object.values(file.branchMap)) {
    if (branch.type === 'if') branch.locations = arms.get(key(branch.loc.start)) ?? []
  }
}

const key = ({ line, column }: Position): string => `${line}:${column ?? 0}`
