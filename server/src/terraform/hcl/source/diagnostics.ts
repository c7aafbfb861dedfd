// What the parser has to say about a text, with the place it is about.

/**
 * `syntax`: the text breaks the grammar. `legacy_syntax`: only Terraform 0.11 and before read it, and so does this parser.
 * `encoding`: not UTF-8. `limit`: the rest was skipped because a limit was reached. `value`: well-formed, but not usable where it stands.
 */
export type DiagnosticCode = 'syntax' | 'legacy_syntax' | 'encoding' | 'limit' | 'value'

/** One finding in a single text. `line` and `column` count from 1; a column is one Unicode code point. */
export interface SyntaxDiagnostic {
  code: DiagnosticCode
  summary: string
  detail: string
  line: number
  column: number
}

/** Thrown inside the parser only, to leave a broken item; never leaves this folder. */
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
