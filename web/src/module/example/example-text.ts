// An example calls the module by a path of the package. Whoever copies it needs the address instead.
import { localPath } from '../../addresses/local-path.ts'
import { quoted } from '../usage/hcl-text.ts'
import { callSourcesIn } from './module-calls.ts'

export interface ExampleParts {
  /** of the example in the package */
  path: string
  /** of the module in this registry */
  source: string
  constraint: string
}

/** Without a template or an escape. */
const LOCAL = /^"(?<local>\.\.?(?:\/[^"$%\\\n]*)?)"$/
const ATTRIBUTE = /^(?<indent>\s*)[\p{ID_Start}_][\p{ID_Continue}-]* +=(?! *(?:<<|.*[[{(]$))/u

/** Formatted, if the example is. */
export function exampleOf(text: string, parts: ExampleParts): string {
  const lines = text.split('\n')
  let at = lines.length - 1
  let start = text.length - (lines[at] ?? '').length
  // From the last one on, so that the places of the others stay right.
  for (const { block, name, value } of callSourcesIn(text).toReversed()) {
    while (start > name) start -= (lines[--at] ?? '').length + 1
    const local = LOCAL.exec(text.slice(value.start, value.end))?.groups?.['local']
    const directory = local === undefined ? undefined : localPath(parts.path, local)
    if (directory === undefined) continue
    const line: Line = {
      head: text.slice(start, name),
      gap: text.slice(name + 'source'.length, value.start),
      rest: text.slice(value.end, start + (lines[at] ?? '').length),
      source: quoted(directory === '' ? parts.source : `${parts.source}//${directory}`),
      version: quoted(parts.constraint),
    }
    if (block < start) addVersion(lines, at, line)
    else lines.splice(at, 1, ...unfolded(line))
  }
  return lines.join('\n')
}

/** The line of a `source`, with what comes into it. */
interface Line {
  /** before the word */
  head: string
  /** from the word to the value */
  gap: string
  /** behind the value */
  rest: string
  source: string
  version: string
}

/** A block in one line has room for one argument. */
function unfolded({ head, rest, source, version }: Line): string[] {
  const indent = /^\s*/.exec(head)?.[0] ?? ''
  return [head.trimEnd(), `${indent}  source  = ${source}`, `${indent}  version = ${version}`, `${indent}${rest.trimStart()}`]
}

function addVersion(lines: string[], at: number, { head, gap, rest, source, version }: Line): void {
  const spaces = /^(?<spaces> +)= $/.exec(gap)?.groups?.['spaces']
  // "version" is a letter longer than "source".
  const isNarrow = spaces?.length === 1
  if (isNarrow) widen(lines, at, head)
  const wide = spaces === undefined || isNarrow ? '  ' : spaces
  lines.splice(at, 1, `${head}source${wide}= ${source}${rest}`, `${head}version${wide.slice(1)}= ${version}`)
}

/** Moves the equals signs of the neighbours, which stand in one column. */
function widen(lines: string[], from: number, indent: string): void {
  for (const step of [-1, 1]) {
    for (let at = from + step; ATTRIBUTE.exec(lines[at] ?? '')?.groups?.['indent'] === indent; at += step) {
      lines[at] = (lines[at] ?? '').replace('=', ' =')
    }
  }
}
