// The entry point of native syntax: parses a file, with error recovery, or one expression.
import { EOF, isIdentifierStart, NEWLINE } from '../source/characters.ts'
import { type SyntaxDiagnostic, SyntaxFailure } from '../source/diagnostics.ts'
import { SYNTAX_LIMITS, type SyntaxLimits } from '../source/limits.ts'
import type { SourceText } from '../source/source-text.ts'
import { Cursor } from './cursor.ts'
import { parseExpression } from './expressions.ts'
import { emptyBody, parseItem } from './structure.ts'
import type { Body, Expression } from './syntax-tree.ts'

export interface ParseOptions {
  limits?: SyntaxLimits
  /** Also accepts syntax of Terraform 0.11, with a `legacy_syntax` diagnostic each. Default: true. */
  legacy?: boolean
}

/** The parsed text. With diagnostics, it holds what the parser could read around the errors. */
export interface ParsedBody {
  body: Body
  diagnostics: SyntaxDiagnostic[]
}

/** How much to reread after errors that led to the end of the text, in multiples of its length. */
const MAX_REREADS = 5

/** Parses a file of HCL native syntax. Never throws. Takes linear time. */
export function parseNativeSyntax(source: SourceText, options: ParseOptions = {}): ParsedBody {
  const cursor = new Cursor(source.text, options.limits ?? SYNTAX_LIMITS, options.legacy ?? true)
  const body = emptyBody()
  const failures: SyntaxFailure[] = []
  let readInVain = 0
  for (;;) {
    const start = cursor.at
    try {
      if (!parseNext(cursor, body)) break
    } catch (error) {
      if (!(error instanceof SyntaxFailure)) throw error
      failures.push(error)
      readInVain += cursor.at - start
      if (error.code === 'limit' || !resynchronize(cursor, start)) break
      if (failures.length >= cursor.limits.errors || readInVain > MAX_REREADS * source.text.length) {
        failures.push(new SyntaxFailure(cursor.at, 'Too many errors', 'The rest of this file was skipped.', 'limit'))
        break
      }
    }
  }
  const found = [...failures, ...cursor.tolerated].toSorted((a, b) => a.offset - b.offset)
  return { body, diagnostics: found.map((failure) => toDiagnostic(failure, source)) }
}

/** Parses a text that is one expression. */
export function parseExpressionText(
  source: SourceText,
  limits = SYNTAX_LIMITS,
): { expression: Expression } | { diagnostic: SyntaxDiagnostic } {
  const cursor = new Cursor(source.text, limits, false)
  cursor.newlines = false
  try {
    const expression = parseExpression(cursor)
    if (cursor.skip() !== EOF) throw cursor.unexpected('Extra characters after expression', 'Expected the end of the expression.')
    return { expression }
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error
    return { diagnostic: toDiagnostic(error, source) }
  }
}

function parseNext(cursor: Cursor, body: Body): boolean {
  const code = cursor.skip()
  if (code === EOF) return false
  if (code === NEWLINE) cursor.takeNewline()
  else parseItem(cursor, body)
  return true
}

/**
 * Moves to the next line that looks like the start of a top-level block: an identifier in the first column and a `{`.
 * A construct left open to the end of the file hides later blocks, so the search starts where the construct starts.
 */
function resynchronize(cursor: Cursor, itemStart: number): boolean {
  const { text } = cursor
  cursor.newlines = true
  cursor.depth = 0
  let at = text.indexOf('\n', cursor.at >= text.length ? itemStart : cursor.at) + 1
  while (at > 0 && at < text.length) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    if (isIdentifierStart(text.codePointAt(at) ?? EOF) && text.slice(at, end).includes('{')) {
      cursor.at = at
      return true
    }
    at = newline + 1
  }
  return false
}

function toDiagnostic(failure: SyntaxFailure, source: SourceText): SyntaxDiagnostic {
  return { code: failure.code, summary: failure.summary, detail: failure.message, ...source.position(failure.offset) }
}
