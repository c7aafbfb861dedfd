// An example calls the module by a path of the package. Whoever copies it needs the address instead.
import { localPath } from '../../addresses/local-path.ts'
import { quoted } from './hcl-text.ts'

export interface ExampleParts {
  /** of the example in the package */
  path: string
  /** of the module in this registry */
  source: string
  constraint: string
}

const LOCAL_SOURCE = /^(?<indent>\s*)source(?<gap> +)= "(?<local>\.\.?(?:\/[^"$%\\]*)?)"(?<rest>.*)$/
const ATTRIBUTE = /^(?<indent>\s*)[\p{ID_Start}_][\p{ID_Continue}-]* +=(?! *(?:<<|.*[[{(]$))/u

/** Formatted, if the example is. */
export function exampleOf(text: string, parts: ExampleParts): string {
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const { indent = '', gap = ' ', local = '', rest = '' } = LOCAL_SOURCE.exec(lines[at] ?? '')?.groups ?? {}
    const directory = localPath(parts.path, local)
    if (directory === undefined) continue
    const source = directory === '' ? parts.source : `${parts.source}//${directory}`
    // "version" is a letter longer than "source".
    const isNarrow = gap.length === 1
    if (isNarrow) widen(lines, at, indent)
    lines[at] = `${indent}source${isNarrow ? '  ' : gap}= ${quoted(source)}${rest}`
    lines.splice(at + 1, 0, `${indent}version${isNarrow ? ' ' : gap.slice(1)}= ${quoted(parts.constraint)}`)
    at++
  }
  return lines.join('\n')
}

/** Moves the equals signs of the neighbours, which stand in one column. */
function widen(lines: string[], from: number, indent: string): void {
  for (const step of [-1, 1]) {
    for (let at = from + step; ATTRIBUTE.exec(lines[at] ?? '')?.groups?.['indent'] === indent; at += step) {
      lines[at] = (lines[at] ?? '').replace('=', ' =')
    }
  }
}
