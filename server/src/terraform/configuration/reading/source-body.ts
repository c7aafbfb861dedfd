// One face for both syntaxes: what reads declarations asks for arguments and blocks and need not know how they are written.
import type { Constant, EvaluationBudget, SourceText } from '../../hcl/index.ts'
import type { FileDiagnostic } from './declarations.ts'

export interface SourceValue {
  /** Offset of the value in the file. */
  offset: number
  /** The value, when it depends on nothing. */
  constant(): Constant | undefined
  /** As written. */
  sourceText(): string
  /** The inside of a plain quoted string without sequences. */
  quotedText(): string | undefined
  /** `aws.east` of a reference, or of a string that spells one. */
  reference(): string | undefined
  /** The items of a list that is written out. */
  items(): SourceValue[] | undefined
  /** The properties of an object that is written out; the last one of a name counts. */
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
  /** Offset of what is shown as the block's position. */
  offset: number
  body: SourceBody
}

export interface SourceBody {
  argument(name: string): SourceArgument | undefined
  arguments(): SourceArgument[]
  /** The blocks of a type. Those with another number of labels are reported and left out. */
  blocks(type: string, labelNames: readonly string[]): SourceBlock[]
}

/** What is shared by everything read from one file. */
export interface FileContext {
  source: SourceText
  /** Bounds the evaluation of all constants of the file together. */
  budget: EvaluationBudget
  report(offset: number, finding: Pick<FileDiagnostic, 'severity' | 'summary' | 'detail'>): void
}
