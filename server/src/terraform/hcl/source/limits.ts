// How far the parser follows hostile or broken text before it skips the rest.

/** Limits of one parse. They are counts, not times, so that the same text always gives the same result. */
export interface SyntaxLimits {
  /** Combined nesting of expressions, templates and blocks. */
  depth: number
  /** Expressions in one text. */
  expressions: number
  /** Syntax errors after which the parser skips the rest of a text. */
  errors: number
}

export const SYNTAX_LIMITS: SyntaxLimits = { depth: 250, expressions: 250_000, errors: 20 }
