// How far the parser follows hostile or broken text before it gives up on the rest.

/** Bounds of one parse. All counts, no times: the same text always gives the same result. */
export interface SyntaxLimits {
  /** Nesting of expressions, templates and blocks, together. */
  depth: number
  /** Expressions in one text. */
  expressions: number
  /** Syntax errors after which the rest of a text is skipped. */
  errors: number
}

export const SYNTAX_LIMITS: SyntaxLimits = { depth: 250, expressions: 250_000, errors: 20 }
