// What Terraform and OpenTofu require of a module as a whole, once its files are merged.
import type { Diagnostic } from './inspection.ts'
import type { Located, MergedDeclarations } from './merging.ts'
import type { ConfigurationFile } from './reading/declarations.ts'

/** Module calls without a source, and outputs without a value. */
export function missingArguments({ moduleCalls, outputs }: MergedDeclarations): Diagnostic[] {
  return [
    ...moduleCalls.filter(({ source }) => source === null).map((call) => missing(`module block "${call.name}"`, 'source', call)),
    ...outputs
      .filter(({ hasValue }) => !hasValue)
      .map((output): Diagnostic => ({ ...missing(`output block "${output.name}"`, 'value', output), tolerated: true })),
  ]
}

function missing(block: string, argument: string, { file, line }: Located<{ line: number }>): Diagnostic {
  const detail = `The ${block} requires the argument "${argument}".`
  return { severity: 'error', summary: 'Missing required argument', detail, file, line, column: 1 }
}

/** A module may have one `required_providers` block, in whatever file. Override files may have more. */
export function secondRequiredProviders(base: readonly ConfigurationFile[]): Diagnostic[] {
  const [first, ...others] = base.flatMap(({ name, requiredProvidersBlocks }) =>
    requiredProvidersBlocks.map((line) => ({ file: name, line })),
  )
  if (first === undefined) return []
  const detail = `A module may have only one required_providers block, and ${first.file}:${first.line} has it already.`
  const summary = 'Duplicate required providers configuration'
  return others.map(({ file, line }) => ({ severity: 'error', summary, detail, file, line, column: 1, tolerated: true }))
}
