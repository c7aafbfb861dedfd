// Diagnostics of the parser, with their position.

/**
 * `syntax`: the text violates the grammar. `legacy_syntax`: only Terraform 0.11 and earlier, and this parser, accept it.
 * `encoding`: not UTF-8. `limit`: the text exceeds a limit, and the parser skips the rest. `value`: well-formed, but unsuitable here.
 */
export type DiagnosticCode = 'syntax' | 'legacy_syntax' | 'encoding' | 'limit' | 'value'

/** A diagnostic in one text. `line` and `column` count from 1; a column is one Unicode code point. */
export interface SyntaxDiagnostic {
  code: DiagnosticCode
  summary: string
  detail: string
  line: number
  column: number
}

/** Thrown only inside the parser, to abandon a broken item. Never leaves this folder. */
export class SyntaxFailure extends Error {
  override readonly name = 'SyntaxFailure'
  readonly offset: number
  readonly summary: string
  readonly code: DiagnosticCode

  constructor(offset: number, summary: string, detail: string, code: DiagnosticCode = 'syntax') {
    super(detail)
    this.offset = offset
    this.summary = summary
    this.code = code
  }
}
