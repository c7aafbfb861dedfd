// The functions of a source file and how long they are, as TypeScript reads them.
import ts from 'typescript'

/**
 * @typedef {object} MeasuredFunction
 * @property {string} name
 * @property {number} lines from its first to its last, both counted
 */

/**
 * Named functions, methods, constructors and accessors; arrow functions that are assigned to a name. Not those passed as arguments,
 * which count as part of the function around them.
 * @param {import('./source-files.mjs').SourceFile} file
 * @returns {MeasuredFunction[]}
 */
export function functionsIn({ path, text }) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  /** @type {MeasuredFunction[]} */
  const found = []
  const visit = (/** @type {ts.Node} */ node) => {
    const name = nameOf(node)
    if (name !== undefined) found.push({ name, lines: lineOf(source, node.getEnd()) - lineOf(source, node.getStart(source)) + 1 })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** @param {ts.Node} node @returns {string | undefined} undefined for what is not a named function with a body */
function nameOf(node) {
  if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return undefined
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  if (node.name !== undefined) return node.name.getText()
  const { parent } = node
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : undefined
}

/** @param {ts.SourceFile} source @param {number} position */
function lineOf(source, position) {
  return source.getLineAndCharacterOfPosition(position).line
}
