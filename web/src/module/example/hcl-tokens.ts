// Cuts a configuration into tokens, so far as it takes to tell code from what stands in strings, comments and heredocs.

export interface Token {
  /** a mark is itself; everything else between is `other` */
  kind: 'word' | 'string' | 'heredoc' | 'newline' | '{' | '}' | '[' | ']' | '(' | ')' | '=' | 'other'
  start: number
  end: number
}

const PIECES: readonly [Token['kind'] | 'space', RegExp][] = [
  ['newline', /\n/y],
  ['space', /[^\S\n]+|#[^\n]*|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/y],
  ['word', /[\p{ID_Start}_][\p{ID_Continue}-]*/uy],
]
const MARKS = new Set<string>(['{', '}', '[', ']', '(', ')', '='])
const HEREDOC = /<<-?(?<end>[\p{ID_Start}_][\p{ID_Continue}-]*)[^\S\n]*\n/uy
const MAX_NESTING = 50

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (let start = 0; start < text.length; ) {
    const token = tokenAt(text, start)
    if (token.kind !== 'space') tokens.push({ kind: token.kind, start, end: token.end })
    start = token.end
  }
  return tokens
}

function tokenAt(text: string, start: number): { kind: Token['kind'] | 'space'; end: number } {
  const character = text[start] ?? ''
  if (character === '"') return { kind: 'string', end: endOfString(text, start) }
  const heredoc = character === '<' ? endOfHeredoc(text, start) : undefined
  if (heredoc !== undefined) return { kind: 'heredoc', end: heredoc }
  for (const [kind, pattern] of PIECES) {
    pattern.lastIndex = start
    if (pattern.test(text)) return { kind, end: pattern.lastIndex }
  }
  const isTwo = character !== '=' || text[start + 1] === '='
  return MARKS.has(character) && !(character === '=' && isTwo)
    ? { kind: character as Token['kind'], end: start + 1 }
    : { kind: 'other', end: start + (character === '=' ? 2 : 1) }
}

/** Behind the quote. A template in it may have strings of its own. */
function endOfString(text: string, start: number, nesting = 0): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '"') return at + 1
    else if ((character === '$' || character === '%') && text[at + 1] === '{') {
      if (text[at - 1] !== character) at = endOfTemplate(text, at + 2, nesting + 1) - 1
    }
  }
  return text.length
}

/** Behind the brace. */
function endOfTemplate(text: string, start: number, nesting: number): number {
  let depth = 1
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"' && nesting < MAX_NESTING) at = endOfString(text, at, nesting) - 1
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at + 1
  }
  return text.length
}

/** Behind the line that ends it. @returns undefined where none begins */
function endOfHeredoc(text: string, start: number): number | undefined {
  HEREDOC.lastIndex = start
  const mark = HEREDOC.exec(text)?.groups?.['end']
  if (mark === undefined) return undefined
  for (let line = HEREDOC.lastIndex; line < text.length; ) {
    const next = text.indexOf('\n', line)
    const end = next === -1 ? text.length : next
    if (text.slice(line, end).trim() === mark) return end
    line = end + 1
  }
  return text.length
}
