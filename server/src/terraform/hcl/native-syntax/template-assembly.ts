// Assembles the flat pieces of a template into its parts: strip markers, heredoc indentation, nested directives.

import { SyntaxFailure } from '../source/diagnostics.ts'
import type { SyntaxLimits } from '../source/limits.ts'
import type { TemplatePart } from './syntax-tree.ts'
import type { LiteralPiece, SequencePiece, TemplatePiece } from './template-pieces.ts'

/** Applies strip markers. Each affects the one literal beside it, which is one line in a heredoc. */
export function applyStripMarkers(pieces: TemplatePiece[]): void {
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'literal') continue
    const before = pieces[index - 1]
    const after = pieces[index + 1]
    if (piece.trimsBefore && before?.kind === 'literal') before.value = before.value.trimEnd()
    if (piece.trimsAfter && after?.kind === 'literal') after.value = after.value.trimStart()
  }
}

const INDENT = /^[^\S\n]*/

/** Removes the smallest indentation of non-blank lines (`<<-`). Blank lines stay as they are. */
export function removeIndentation(pieces: TemplatePiece[]): void {
  const lineStarts: LiteralPiece[] = []
  let smallest = Number.POSITIVE_INFINITY
  let startsLine = true
  for (const piece of pieces) {
    if (piece.kind !== 'literal') {
      if (startsLine) smallest = 0
      startsLine = false
      continue
    }
    if (startsLine && !isBlankLine(piece.value)) {
      smallest = Math.min(smallest, INDENT.exec(piece.value)?.[0].length ?? 0)
      lineStarts.push(piece)
    }
    startsLine = piece.value.endsWith('\n')
  }
  if (smallest === 0) return
  for (const piece of lineStarts) piece.value = piece.value.slice(smallest)
}

function isBlankLine(value: string): boolean {
  return value.endsWith('\n') && value.trim() === ''
}

interface OpenDirective {
  opening: SequencePiece
  /** Receives the parts that follow. */
  parts: TemplatePart[]
  /** The parts of the `else` branch, until it starts. */
  alternate: TemplatePart[] | undefined
}

/** Nests directives and joins neighbouring literals. @throws SyntaxFailure when directives are unbalanced */
export function nestPieces(pieces: readonly TemplatePiece[], limits: SyntaxLimits): TemplatePart[] {
  const root: TemplatePart[] = []
  const open: OpenDirective[] = []
  for (const piece of pieces) {
    const innermost = open.at(-1)
    const parts = innermost?.parts ?? root
    if (piece.kind === 'literal') appendLiteral(parts, piece.value)
    else if (piece.kind === 'interpolation') parts.push({ kind: 'interpolation', expression: piece.expression })
    else if (piece.kind === 'if' || piece.kind === 'for') {
      if (open.length >= limits.depth) {
        throw new SyntaxFailure(piece.offset, 'Nesting too deep', `Nesting is limited to ${limits.depth} levels.`, 'limit')
      }
      open.push(openDirective(piece, parts))
    } else if (piece.kind === 'else') switchToElse(piece, innermost)
    else {
      if (innermost?.opening.kind !== (piece.kind === 'endif' ? 'if' : 'for')) throw unbalanced(piece, piece.kind)
      open.pop()
    }
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) {
    const name = unclosed.opening.kind
    throw new SyntaxFailure(unclosed.opening.offset, 'Unexpected end of template', `The "${name}" directive here has no "end${name}".`)
  }
  return root
}

function appendLiteral(parts: TemplatePart[], value: string): void {
  if (value === '') return
  const last = parts.at(-1)
  if (last?.kind === 'literal') last.value += value
  else parts.push({ kind: 'literal', value })
}

function openDirective(opening: SequencePiece & { kind: 'if' | 'for' }, parent: TemplatePart[]): OpenDirective {
  const parts: TemplatePart[] = []
  if (opening.kind === 'for') {
    parent.push({ kind: 'for', key: opening.key, value: opening.value, collection: opening.collection, body: parts })
    return { opening, parts, alternate: undefined }
  }
  const alternate: TemplatePart[] = []
  parent.push({ kind: 'if', condition: opening.condition, consequent: parts, alternate })
  return { opening, parts, alternate }
}

function switchToElse(piece: SequencePiece, innermost: OpenDirective | undefined): void {
  if (innermost?.alternate === undefined) throw unbalanced(piece, 'else')
  innermost.parts = innermost.alternate
  innermost.alternate = undefined
}

function unbalanced(piece: SequencePiece, name: string): SyntaxFailure {
  return new SyntaxFailure(piece.offset, `Unexpected ${name} directive`, 'The directives of this template are unbalanced.')
}
