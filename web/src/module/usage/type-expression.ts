// Reads the type of a variable: https://developer.hashicorp.com/terraform/language/expressions/type-constraints

export type TypeExpression =
  | { kind: 'string' | 'number' | 'bool' | 'any' }
  | { kind: 'list' | 'set' | 'map'; of: TypeExpression }
  | { kind: 'tuple'; of: readonly TypeExpression[] }
  | { kind: 'object'; attributes: readonly Attribute[] }

export interface Attribute {
  name: string
  type: TypeExpression
  optional: boolean
}

export const ANY: TypeExpression = { kind: 'any' }

const COMMENT = /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//
const HEREDOC = /<<-?(?<end>[\w-]+)\r?\n[\s\S]*?^[ \t]*\k<end>$/
const STRING = /"(?:\\.|[^"\\])*"/
const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]*/u
const TOKEN = new RegExp([COMMENT, HEREDOC, STRING, NAME, /\d[\w.]*/, /[^\s\w]/].map(({ source }) => source).join('|'), 'gmu')

/** @returns `any` for what cannot be read */
export function parseType(text: string): TypeExpression {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !/^(?:#|\/\/|\/\*)/.test(token))
  try {
    return readType(tokens)
  } catch {
    return ANY
  }
}

function readType(tokens: string[]): TypeExpression {
  // Terraform 0.11 wrote types as strings, which later ones still read.
  const name = (tokens.shift() ?? '').replaceAll('"', '')
  switch (name) {
    case 'string':
    case 'number':
    case 'bool':
      return { kind: name }
    case 'list':
    case 'set':
    case 'map':
      return { kind: name, of: tokens[0] === '(' ? inside(tokens, '(', ')', readType) : ANY }
    case 'tuple':
      return { kind: 'tuple', of: inside(tokens, '(', ')', () => inside(tokens, '[', ']', readElements)) }
    case 'object':
      return { kind: 'object', attributes: inside(tokens, '(', ')', () => inside(tokens, '{', '}', readAttributes)) }
    default:
      return ANY
  }
}

function inside<T>(tokens: string[], open: string, close: string, read: (tokens: string[]) => T): T {
  expect(tokens, open)
  const found = read(tokens)
  expect(tokens, close)
  return found
}

function expect(tokens: string[], wanted: string): void {
  if (tokens.shift() !== wanted) throw new Error(`${wanted} is missing`)
}

function readElements(tokens: string[]): TypeExpression[] {
  const elements: TypeExpression[] = []
  while (tokens.length > 0 && tokens[0] !== ']') {
    elements.push(readType(tokens))
    if (tokens[0] === ',') tokens.shift()
  }
  return elements
}

function readAttributes(tokens: string[]): Attribute[] {
  const attributes: Attribute[] = []
  while (tokens.length > 0 && tokens[0] !== '}') {
    const name = (tokens.shift() ?? '').replaceAll('"', '')
    if (!['=', ':'].includes(tokens.shift() ?? '')) throw new Error('an attribute has no type')
    attributes.push({ name, ...readAttributeType(tokens) })
    if (tokens[0] === ',') tokens.shift()
  }
  return attributes
}

function readAttributeType(tokens: string[]): Pick<Attribute, 'type' | 'optional'> {
  if (tokens[0] !== 'optional') return { type: readType(tokens), optional: false }
  tokens.shift()
  const type = inside(tokens, '(', ')', () => {
    const found = readType(tokens)
    skipDefault(tokens)
    return found
  })
  return { type, optional: true }
}

/** Up to the parenthesis that closes `optional(`. */
function skipDefault(tokens: string[]): void {
  let depth = 0
  while (tokens.length > 0 && !(depth === 0 && tokens[0] === ')')) {
    const token = tokens.shift() ?? ''
    if ('([{'.includes(token)) depth++
    else if (')]}'.includes(token)) depth--
  }
}
