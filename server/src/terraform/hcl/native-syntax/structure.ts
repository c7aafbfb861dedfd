// Parses bodies: arguments and blocks.
import { CLOSE_BRACE, EOF, EQUALS, GREATER, NEWLINE, OPEN_BRACE, QUOTE } from '../source/characters.ts'
import { SyntaxFailure } from '../source/diagnostics.ts'
import type { Cursor } from './cursor.ts'
import { parseExpression } from './expressions.ts'
import { parseQuotedLabel } from './quoted-templates.ts'
import type { Block, Body, Identifier } from './syntax-tree.ts'

export function emptyBody(): Body {
  return { attributes: new Map(), blocks: [] }
}

/**
 * Parses one argument or block into `body`, with the newline after it. It adds a block before parsing its content, so that a broken
 * block keeps what was parsed.
 * @throws SyntaxFailure
 */
export function parseItem(cursor: Cursor, body: Body): void {
  const name = parseItemName(cursor)
  const code = cursor.skip()
  if (code === EQUALS && cursor.code(1) !== EQUALS && cursor.code(1) !== GREATER) parseArgument(cursor, name, body)
  else if (code === OPEN_BRACE || code === QUOTE || cursor.atIdentifier()) parseBlock(cursor, name, body)
  else throw cursor.unexpected('Invalid argument or block', 'Expected an equals sign, a label or an opening brace after the name.')
  const after = cursor.skip()
  if (after === NEWLINE) cursor.takeNewline()
  else if (after !== EOF) throw cursor.unexpected('Missing newline', 'Expected a newline after this argument or block.')
}

function parseItemName(cursor: Cursor): Identifier {
  const start = cursor.at
  if (cursor.skip() !== QUOTE) {
    return cursor.identifier('Argument or block required', 'Expected the name of an argument or block.')
  }
  if (!cursor.tolerate('Quoted argument name', 'Argument names must not be quoted.')) {
    throw cursor.unexpected('Invalid argument name', 'Argument names must not be quoted.')
  }
  return { name: parseQuotedLabel(cursor), start, end: cursor.at }
}

function parseArgument(cursor: Cursor, name: Identifier, body: Body): void {
  cursor.at++
  const expression = parseExpression(cursor)
  const earlier = body.attributes.get(name.name)
  if (
    earlier !== undefined &&
    !cursor.tolerate('Attribute redefined', `The argument "${name.name.slice(0, 80)}" was already set in this block.`, name.start)
  ) {
    throw new SyntaxFailure(name.start, 'Attribute redefined', `The argument "${name.name.slice(0, 80)}" was already set in this block.`)
  }
  body.attributes.set(name.name, { name: name.name, expression, start: name.start, end: expression.end })
}

function parseBlock(cursor: Cursor, type: Identifier, body: Body): void {
  const labels = parseLabels(cursor)
  const opening = cursor.at
  const block: Block = { type: type.name, labels, body: emptyBody(), start: type.start, end: opening }
  body.blocks.push(block)
  cursor.at++
  cursor.enter()
  const code = cursor.skip()
  if (code === NEWLINE) parseLines(cursor, block, opening)
  else if (code !== CLOSE_BRACE) parseSingleArgument(cursor, block)
  cursor.at++
  cursor.depth--
  block.end = cursor.at
}

/** Parses labels up to the opening brace, where the cursor stops. */
function parseLabels(cursor: Cursor): string[] {
  const labels: string[] = []
  for (;;) {
    const code = cursor.skip()
    if (code === OPEN_BRACE) return labels
    if (code === QUOTE) labels.push(parseQuotedLabel(cursor))
    else if (cursor.atIdentifier()) labels.push(cursor.identifier('', '').name)
    else throw cursor.unexpected('Invalid block definition', 'Expected a label or the opening brace of the block.')
  }
}

function parseLines(cursor: Cursor, block: Block, opening: number): void {
  for (;;) {
    const code = cursor.skip()
    if (code === NEWLINE) cursor.takeNewline()
    else if (code === CLOSE_BRACE) return
    else if (code === EOF) throw new SyntaxFailure(opening, 'Unclosed block', 'This block has no closing brace before the end of the file.')
    else parseItem(cursor, block.body)
  }
}

function parseSingleArgument(cursor: Cursor, block: Block): void {
  const name = cursor.identifier('Argument required', 'A single-line block can have only one argument.')
  if (cursor.skip() !== EQUALS || cursor.code(1) === EQUALS || cursor.code(1) === GREATER) {
    throw cursor.unexpected('Argument required', 'A single-line block can have only one argument, and no nested blocks.')
  }
  parseArgument(cursor, name, block.body)
  if (cursor.skip() !== CLOSE_BRACE) {
    throw cursor.unexpected('Invalid single-line block', 'The closing brace must be on the same line as the single argument.')
  }
}
