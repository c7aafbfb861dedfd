// Limits on the inspection of a package. Real modules stay far below: of 1,347 published versions, the largest file has 103 KB, the
// largest version 2 MB in 548 files, and the deepest nesting 41 levels.
import { SYNTAX_LIMITS } from '../../hcl/index.ts'

/** All limits of inspection. It skips whatever exceeds one, with a diagnostic. */
export const LIMITS = {
  /** Bytes of one configuration file. */
  fileBytes: 1024 * 1024,
  /** Configuration files in one package, and their total bytes. */
  packageFiles: 5_000,
  packageBytes: 16 * 1024 * 1024,
  /** Variables, outputs, resources and so on, in one file and in all files. */
  fileDeclarations: 10_000,
  packageDeclarations: 50_000,
  /** Nesting of expressions, templates and blocks. */
  depth: SYNTAX_LIMITS.depth,
  /** Expressions in one file. */
  expressions: SYNTAX_LIMITS.expressions,
  /** Syntax errors after which the parser skips the rest of a file. */
  syntaxErrorsPerFile: SYNTAX_LIMITS.errors,
  diagnosticsPerFile: 50,
  diagnosticsPerDirectory: 200,
} as const
