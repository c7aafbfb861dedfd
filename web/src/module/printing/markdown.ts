// README, inputs and outputs as one Markdown text. What an author wrote into a description stays text.
import { withoutGeneratedDocs } from './generated-docs.ts'

interface DocumentInput {
  name: string
  description: string
  type: string
  required: boolean
  /** as JSON; empty for an expression */
  default: string
  /** as it was written */
  defaultText?: string | undefined
}

interface DocumentParts {
  title: string
  source: string
  directory: {
    readme: string
    inputs: readonly DocumentInput[]
    outputs: readonly { name: string; description: string }[]
  }
}

export function markdownOf({ title, source, directory: { readme, inputs, outputs } }: DocumentParts): string {
  const required = inputs.filter((input) => input.required)
  const optional = inputs.filter((input) => !input.required)
  return `${[
    `# ${plain(title)}`,
    code(source),
    lowered(withoutGeneratedDocs(readme).trim()),
    ...section(
      'Required inputs',
      ['Name', 'Description', 'Type'],
      required.map(({ name, description, type }) => [code(name), plain(description), code(type || 'any')]),
    ),
    ...section(
      'Optional inputs',
      ['Name', 'Description', 'Type', 'Default'],
      optional.map((input) => [
        code(input.name),
        plain(input.description),
        code(input.type || 'any'),
        code(input.defaultText || input.default || 'null'),
      ]),
    ),
    ...section(
      'Outputs',
      ['Name', 'Description'],
      outputs.map(({ name, description }) => [code(name), plain(description)]),
    ),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [`## ${title}`, lines.join('\n')]
}

/** In one line, as a cell of a table needs it. */
function plain(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_[\]<>|~#]/g, '\\$&')
}

/** With more backticks around it than are in it. A bar would end the cell. */
function code(text: string): string {
  const line = oneLine(text)
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${space}${line.replaceAll('|', '\\|')}${space}${fence}`
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
}

/** The title of the document is above those of the README. */
function lowered(readme: string): string {
  let fence = ''
  return readme
    .split('\n')
    .map((line) => {
      const mark = /^ {0,3}(?<mark>`{3,}|~{3,})/.exec(line)?.groups?.['mark'] ?? ''
      if (fence === '' && mark !== '') fence = mark
      else if (fence !== '' && mark.startsWith(fence) && line.trim() === mark) fence = ''
      return fence === '' ? line.replace(/^(?=#{1,5}\s)/, '#') : line
    })
    .join('\n')
}
