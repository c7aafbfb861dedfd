// The block that uses a module: with its source, a constraint, and a placeholder for each input that has no default.
import { assignments, indented, placeholderOf } from './placeholder.ts'
import { parseType } from './type-expression.ts'

export interface SnippetInput {
  name: string
  type: string
  description: string
  required: boolean
}

export interface SnippetParts {
  /** of the module */
  name: string
  source: string
  /** undefined where versions do not apply */
  constraint: string | undefined
  inputs: readonly SnippetInput[]
}

const MAX_COMMENT = 90

export function snippetOf({ name, source, constraint, inputs }: SnippetParts): string {
  const head = [{ name: 'source', value: quoted(source) }]
  if (constraint !== undefined) head.push({ name: 'version', value: quoted(constraint) })
  const arguments_ = inputs.filter(({ required }) => required).map(argumentOf)
  const body = [assignments(head), ...arguments_].map(indented).join('\n\n')
  return `module "${labelOf(name)}" {\n${body}\n}\n`
}

/** The comment stands on a line of its own, so that lines of different length need no columns. */
function argumentOf({ name, type, description }: SnippetInput): string {
  const [line = ''] = description.trim().split('\n')
  const short = type === '' || /[\n{[]/.test(type) ? '' : type
  const comment = [short, line].filter(Boolean).join(': ')
  const shown = comment.length > MAX_COMMENT ? `${comment.slice(0, MAX_COMMENT).trimEnd()}…` : comment
  const value = placeholderOf(parseType(type))
  return `${shown === '' ? '' : `# ${shown}\n`}${name} = ${value}`
}

/** Hyphens are allowed in names of blocks, but not customary. A name that begins with a digit is not. */
function labelOf(name: string): string {
  const label = name.replaceAll('-', '_')
  return /^\d/.test(label) ? `_${label}` : label
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
