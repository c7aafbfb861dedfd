// The parser's position in the text. Skips whitespace and comments, and counts depth and expressions.
import {
  CARRIAGE_RETURN,
  describeCharacter,
  EOF,
  HASH,
  identifierEnd,
  isIdentifierStart,
  NEWLINE,
  SLASH,
  SPACE,
  STAR,
  TAB,
} from '../source/characters.ts'
import { SyntaxFailure } from '../source/diagnostics.ts'
import type { SyntaxLimits } from '../source/limits.ts'
import type { Expression, Identifier } from './syntax-tree.ts'

/** Parses one expression. Passed to the parsers of constructs that contain expressions, which breaks the cycle. */
export type ExpressionParser = (cursor: Cursor) => Expression

export class Cursor {
  readonly text: string
  readonly limits: SyntaxLimits
  /** Offset of the next character. */
  at = 0
  /** Whether a newline ends an expression; false inside `()`, `[]` and `${}`. */
  newlines = true
  depth = 0
  expressions = 0
  /** Tolerated syntax of Terraform 0.11 that HCL2 does not have. */
  readonly tolerated: SyntaxFailure[] = []
  readonly #legacy: boolean

  constructor(text: string, limits: SyntaxLimits, legacy: boolean) {
    this.text = text
    this.limits = limits
    this.#legacy = legacy
  }

  /** @returns the character code at offset `ahead` from the position, or EOF */
  code(ahead = 0): number {
    const at = this.at + ahead
    return at < this.text.length ? this.text.charCodeAt(at) : EOF
  }

  /**
   * Skips spaces, comments and insignificant newlines.
   * @returns the code of the next significant character, or EOF
   */
  skip(): number {
    for (;;) {
      const code = this.code()
      if (code === SPACE || code === TAB) this.at++
      else if (code === NEWLINE) {
        if (this.newlines) return code
        this.at++
      } else if (code === CARRIAGE_RETURN && this.code(1) === NEWLINE) {
        if (this.newlines) return NEWLINE
        this.at += 2
      } else if (code === HASH) this.#skipLine()
      else if (code !== SLASH || !this.#skipComment()) return code
    }
  }

  /** Consumes the newline that `skip` stopped at. */
  takeNewline(): void {
    this.at += this.code() === CARRIAGE_RETURN ? 2 : 1
  }

  /** Skips, then consumes the character if it is next. */
  take(code: number): boolean {
    if (this.skip() !== code) return false
    this.at++
    return true
  }

  /** Skips, then consumes the required identifier. */
  identifier(summary: string, detail: string): Identifier {
    this.skip()
    const start = this.at
    const end = identifierEnd(this.text, start)
    if (end === start) throw this.unexpected(summary, detail)
    this.at = end
    return { name: this.text.slice(start, end), start, end }
  }

  /** Skips. @returns the next identifier, without consuming it */
  peekIdentifier(): string | undefined {
    this.skip()
    const end = identifierEnd(this.text, this.at)
    return end > this.at ? this.text.slice(this.at, end) : undefined
  }

  atIdentifier(): boolean {
    this.skip()
    return this.at < this.text.length && isIdentifierStart(this.text.codePointAt(this.at) ?? EOF)
  }

  /** Runs `parse` one level deeper, with newlines significant or not. A failure leaves the cursor as it is: the caller starts anew. */
  nested<T>(newlines: boolean, parse: () => T): T {
    const outer = this.newlines
    this.newlines = newlines
    this.enter()
    const result = parse()
    this.depth--
    this.newlines = outer
    return result
  }

  enter(): void {
    this.depth++
    if (this.depth > this.limits.depth) {
      throw new SyntaxFailure(this.at, 'Nesting too deep', `Nesting is limited to ${this.limits.depth} levels.`, 'limit')
    }
  }

  countExpression(): void {
    this.expressions++
    if (this.expressions > this.limits.expressions) {
      const detail = `A file may have at most ${this.limits.expressions} expressions.`
      throw new SyntaxFailure(this.at, 'Too many expressions', detail, 'limit')
    }
  }

  /** @returns whether to accept syntax of Terraform 0.11 at the position; it then records the syntax */
  tolerate(summary: string, detail: string, offset = this.at): boolean {
    if (!this.#legacy) return false
    if (this.tolerated.length < this.limits.errors) {
      this.tolerated.push(new SyntaxFailure(offset, summary, `${detail} Terraform 0.12 and later reject this file.`, 'legacy_syntax'))
    }
    return true
  }

  /** @returns a failure at the current position; appends the character there to `detail` */
  unexpected(summary: string, detail: string): SyntaxFailure {
    return new SyntaxFailure(this.at, summary, `${detail} Found ${describeCharacter(this.text, this.at)}.`)
  }

  #skipLine(): void {
    const end = this.text.indexOf('\n', this.at)
    this.at = end === -1 ? this.text.length : end
  }

  #skipComment(): boolean {
    const next = this.code(1)
    if (next === SLASH) {
      this.#skipLine()
      return true
    }
    if (next !== STAR) return false
    const end = this.text.indexOf('*/', this.at + 2)
    if (end === -1) throw new SyntaxFailure(this.at, 'Unterminated comment', 'The comment that starts here has no closing "*/".')
    this.at = end + 2
    return true
  }
}
