// The block that uses a module: with its source, a constraint, and a value for each input that has no default or was chosen.
import { commentOf, labelOf, quoted } from './hcl-text.ts'
import { type Assignment, assignments, indented } from './layout.ts'
import { literalOf } from './literal.ts'
import { placeholderOf } from './placeholder.ts'
import { parseType } from './type-expression.ts'
import { typeText } from './type-text.ts'

export interface SnippetInput {
  name: string
  type: string
  description: string
  required: boolean
  /** as JSON */
  default: string
  sensitive?: boolean
}

export interface SnippetParts {
  /** of the module */
  name: string
  source: string
  /** undefined where versions do not apply */
  constraint: string | undefined
  inputs: readonly SnippetInput[]
  /** names of optional inputs that join the block */
  chosen?: ReadonlySet<string>
}

const MAX_COMMENT = 90
const NONE: ReadonlySet<string> = new Set()

/** What is secret comes from a variable of the caller, so that nobody writes it into the block. */
export function snippetOf({ name, source, constraint, inputs, chosen = NONE }: SnippetParts): string {
  const head = [{ name: 'source', value: quoted(source) }]
  if (constraint !== undefined) head.push({ name: 'version', value: quoted(constraint) })
  const used = inputs.filter((input) => input.required || chosen.has(input.name))
  const body = [assignments(head), ...used.map(argumentOf)].map(indented).join('\n\n')
  const variables = used.filter(({ sensitive }) => sensitive).map(variableOf)
  return [`module "${labelOf(name)}" {\n${body}\n}\n`, ...variables].join('\n')
}

/** The comment stands on a line of its own, so that lines of different length need no columns. */
function argumentOf(input: SnippetInput): string {
  const { name, type, description } = input
  const short = type === '' || /[\n{[]/.test(type) ? '' : type
  const comment = commentOf([short, description.trim()].filter(Boolean).join(': '), MAX_COMMENT)
  return `${comment === '' ? '' : `# ${comment}\n`}${name} = ${valueOf(input)}`
}

function valueOf({ name, type, required, default: otherwise, sensitive = false }: SnippetInput): string {
  if (sensitive) return `var.${name}`
  return (required ? undefined : literalOf(otherwise)) ?? placeholderOf(parseType(type))
}

function variableOf({ name, type }: SnippetInput): string {
  const attributes: Assignment[] = [{ name: 'sensitive', value: 'true' }]
  if (type !== '') attributes.unshift({ name: 'type', value: typeText(parseType(type)) })
  return `variable "${name}" {\n${indented(assignments(attributes))}\n}\n`
}
