// The common interface of both syntaxes. Readers of declarations ask for arguments and blocks, and need not know the syntax.
import type { Constant, EvaluationBudget, SourceText } from '../../hcl/index.ts'
import type { FileDiagnostic } from './declarations.ts'

export interface SourceValue {
  /** Offset of the value in the file. */
  offset: number
  /** The value, when it is a constant. */
  constant(): Constant | undefined
  /** As written. */
  sourceText(): string
  /** The content of a quoted string without template sequences. */
  quotedText(): string | undefined
  /** `aws.east` of a reference, or of a string with one. */
  reference(): string | undefined
  /** The items of a literal list. */
  items(): SourceValue[] | undefined
  /** The properties of a literal object. Of duplicates, the last one counts. */
  properties(): Map<string, SourceValue> | undefined
}

export interface SourceArgument {
  name: string
  /** Offset of the name. */
  offset: number
  value: SourceValue
}

export interface SourceBlock {
  labels: string[]
  /** The offset that diagnostics show as the block's position. */
  offset: number
  body: SourceBody
}

/** What a body contains, whatever its name. JSON alone does not tell arguments from blocks. */
export interface SourceMember {
  kind: 'argument' | 'block' | 'property'
  name: string
  /** Offset of the name. */
  offset: number
}

export interface SourceBody {
  argument(name: string): SourceArgument | undefined
  arguments(): SourceArgument[]
  members(): SourceMember[]
  /** The blocks of a type. It reports and omits those with a wrong number of labels. */
  blocks(type: string, labelNames: readonly string[]): SourceBlock[]
}

/** State shared by the readers of one file. */
export interface FileContext {
  source: SourceText
  /** Bounds the evaluation of all constants of the file. */
  budget: EvaluationBudget
  /** After a syntax error, what follows may be misread: nothing is said of what seems to be missing or unknown. */
  isBroken: boolean
  report(offset: number, finding: Pick<FileDiagnostic, 'severity' | 'summary' | 'detail'>): void
  /** Reports what Terraform and OpenTofu refuse, although it is understood here. It does not keep the version from being published. */
  tolerate(offset: number, finding: Pick<FileDiagnostic, 'summary' | 'detail'>): void
}
