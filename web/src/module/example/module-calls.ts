import { type Token, tokensOf } from './hcl-tokens.ts'

/** The `source` of a `module` block. Offsets are those of the text. */
export interface CallSource {
  /** of the word `module` */
  block: number
  /** of the word `source` */
  name: number
  /** of the string, with its quotes */
  value: { start: number; end: number }
}

const DEPTHS: Partial<Record<Token['kind'], number>> = { '{': 1, '[': 1, '(': 1, '}': -1, ']': -1, ')': -1 }

/** Those that are plain strings. The same words in an object, a string or a heredoc are none. */
export function callSourcesIn(text: string): CallSource[] {
  const tokens = tokensOf(text)
  const wordAt = (index: number) => {
    const token = tokens[index]
    return token?.kind === 'word' ? text.slice(token.start, token.end) : undefined
  }
  const begins = (index: number) => [undefined, 'newline', '{'].includes(tokens[index - 1]?.kind)
  const found: CallSource[] = []
  let depth = 0
  let block: number | undefined
  for (const [index, { kind, start }] of tokens.entries()) {
    const [label, third, fourth] = [tokens[index + 1], tokens[index + 2], tokens[index + 3]]
    if (depth === 0 && wordAt(index) === 'module' && begins(index)) {
      block = (label?.kind === 'string' || label?.kind === 'word') && third?.kind === '{' ? start : undefined
    } else if (depth === 1 && block !== undefined && wordAt(index) === 'source' && begins(index)) {
      const isPlain = label?.kind === '=' && third?.kind === 'string' && [undefined, 'newline', '}'].includes(fourth?.kind)
      if (isPlain && found.at(-1)?.block !== block) found.push({ block, name: start, value: { start: third.start, end: third.end } })
    }
    depth += DEPTHS[kind] ?? 0
    if (depth === 0 && kind === '}') block = undefined
  }
  return found
}
