// How much of a package is looked at. Real modules stay far below: the largest file of 1,347 published versions has 103 KB, the largest
// version 2 MB in 548 files, the deepest nesting 41 levels.
import { SYNTAX_LIMITS } from '../../hcl/index.ts'

/** All limits of inspection. Whatever exceeds one is skipped with a diagnostic. */
export const LIMITS = {
  /** Bytes of one configuration file. */
  fileBytes: 1024 * 1024,
  /** Configuration files in one package, and their bytes together. */
  packageFiles: 5_000,
  packageBytes: 16 * 1024 * 1024,
  /** Variables, outputs, resources and so on, of one file and of all files together. */
  fileDeclarations: 10_000,
  packageDeclarations: 50_000,
  /** Nesting of expressions, templates and blocks. */
  depth: SYNTAX_LIMITS.depth,
  /** Expressions in one file. */
  expressions: SYNTAX_LIMITS.expressions,
  /** Syntax errors after which the rest of a file is not read. */
  syntaxErrorsPerFile: SYNTAX_LIMITS.errors,
  diagnosticsPerFile: 50,
  diagnosticsPerDirectory: 200,
} as const
