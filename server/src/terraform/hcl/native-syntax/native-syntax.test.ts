import { describe, expect, it } from 'vitest'
import { decodeSource, parseExpressionText, parseNativeSyntax, SourceText } from '../index.ts'

function parse(text: string, legacy = true) {
  const { body, diagnostics } = parseNativeSyntax(new SourceText(text), { legacy })
  return { blocks: body.blocks.map(({ type, labels }) => [type, ...labels].join(' ')), names: [...body.attributes.keys()], diagnostics }
}

describe('bodies', () => {
  it('have arguments and blocks, with quoted and bare labels', () => {
    expect(parse('a = 1\nb "x" y "z" {\n  c = 2\n}\n\nd {}\n')).toMatchObject({ names: ['a'], blocks: ['b x y z', 'd'], diagnostics: [] })
  })

  it('may end without a newline, and lines may end in CRLF', () => {
    expect(parse('a = 1\r\nb {\r\n}').diagnostics).toEqual([])
  })

  it.each(['', '# nothing', '// nothing\n', '/* nothing\n */', '\n\n'])('%j is an empty file', (text) => {
    expect(parse(text)).toEqual({ blocks: [], names: [], diagnostics: [] })
  })

  it.each([
    ['a = 1 b = 2\n', 'Missing newline', 1, 7],
    ['a {\n  b = 1}\n', 'Missing newline', 2, 8],
    ['a {\n', 'Unclosed block', 1, 3],
    ['a {}}\n', 'Missing newline', 1, 5],
    ['a { b = 1, c = 2 }\n', 'Invalid single-line block', 1, 10],
    ['a { b {} }\n', 'Argument required', 1, 7],
    ['a\n{\n}\n', 'Invalid argument or block', 1, 2],
    ['a.b = 1\n', 'Invalid argument or block', 1, 2],
    ['a "x${1}" {}\n', 'Invalid string literal', 1, 5],
    ['a = \n', 'Invalid expression', 1, 5],
    ['a = [1\n', 'Missing item separator', 2, 1],
    ['a = (1\n', 'Unbalanced parentheses', 2, 1],
    ['a = f(1\n', 'Missing argument separator', 2, 1],
    ['a = {b = 1 c = 2}\n', 'Missing attribute separator', 1, 12],
    ['a = {b}\n', 'Missing attribute value', 1, 7],
    ['a = b ? c\n', 'Missing false expression in conditional', 1, 10],
    ['a = b.0.1\n', 'Invalid legacy index syntax', 1, 7],
    ['a = 1.2.3\n', 'Invalid number literal', 1, 5],
    ["a = 'x'\n", 'Invalid expression', 1, 5],
    ['ä = "😀" x\n', 'Missing newline', 1, 9],
    ['/* open\n', 'Unterminated comment', 1, 1],
    ['a = "\n', 'Invalid multi-line string', 1, 5],
  ])('%j is refused with "%s" at %i:%i', (text, summary, line, column) => {
    expect(parse(text).diagnostics).toMatchObject([{ summary, line, column, code: 'syntax' }])
  })

  it('that end too early say so', () => {
    expect(parse('a = [\n').diagnostics[0]?.detail).toContain('Found the end of the file.')
  })
})

describe('syntax of Terraform 0.11', () => {
  it.each(['a {\n  b = 1\n  b = 2\n}\n', 'a {\n  "b c" = 1\n}\n', '"a" "b" {\n}\n', 'a = { b { c = 1 } }\n'])(
    '%j is read, with a finding that says what it is',
    (text) => {
      expect(parse(text).diagnostics).toMatchObject([{ code: 'legacy_syntax' }])
      expect(parse(text, false).diagnostics).toMatchObject([{ code: 'syntax' }])
    },
  )

  it('that sets an argument twice uses the last one', () => {
    const { body } = parseNativeSyntax(new SourceText('a = 1\na = 2\n'))
    expect(body.attributes.get('a')?.expression).toMatchObject({ kind: 'number', text: '2' })
  })
})

describe('after a syntax error', () => {
  it('parsing resumes at the next block that starts in the first column', () => {
    const text = 'a "one" {\n  x = = 1\n}\n\nb "two" {\n  y = ]\n}\nc "three" {\n}\n'
    expect(parse(text)).toMatchObject({ blocks: ['a one', 'b two', 'c three'], diagnostics: [{ line: 2 }, { line: 6 }] })
  })

  it('the blocks inside an unclosed one are found', () => {
    const text = 'a {\n  x = 1\n\nb {\n}\n\nc {\n}\n'
    const { body, diagnostics } = parseNativeSyntax(new SourceText(text))
    expect(diagnostics).toMatchObject([{ summary: 'Unclosed block', line: 1 }])
    expect(body.blocks.map(({ type }) => type)).toEqual(['a', 'b', 'c'])
    expect([...(body.blocks[0]?.body.attributes.keys() ?? [])]).toEqual(['x'])
  })

  it('the blocks after an unterminated heredoc are found', () => {
    expect(parse('a {\n  x = <<E\n}\nb {\n}\n').blocks).toEqual(['a', 'b'])
  })

  it('the rest of a file with too many is skipped', () => {
    const { blocks, diagnostics } = parse('a { ]\n'.repeat(100))
    expect(diagnostics).toHaveLength(21)
    expect(diagnostics.at(-1)).toMatchObject({ code: 'limit', summary: 'Too many errors' })
    expect(blocks).toHaveLength(20)
  })
})

describe('expressions', () => {
  it('allow newlines inside brackets and between the parts of a "for"', () => {
    expect(parse('a = [\n  for\n  x\n  in\n  y :\n  x\n  if x\n  .z\n]\nb = (\n1\n+\n2\n)\n').diagnostics).toEqual([])
  })

  it('keep chains flat, so that long ones are no deeper than short ones', () => {
    const parsed = parseExpressionText(new SourceText(Array(50_000).fill('1').join(' + ')))
    expect(parsed).toMatchObject({ expression: { kind: 'operation', rest: { length: 49_999 } } })
  })

  it('bind operators by precedence, from the left', () => {
    const parsed = parseExpressionText(new SourceText('1 - 2 - 3 * 4 < 5 || x && y'))
    expect(parsed).toMatchObject({
      expression: {
        first: {
          first: { first: { text: '1' }, rest: [{ operator: '-' }, { operator: '-', operand: { rest: [{ operator: '*' }] } }] },
          rest: [{ operator: '<' }],
        },
        rest: [{ operator: '||', operand: { kind: 'operation', rest: [{ operator: '&&' }] } }],
      },
    })
  })

  it('support provider-defined functions', () => {
    expect(parseExpressionText(new SourceText('provider::time::offset(1, 2...)'))).toMatchObject({
      expression: { kind: 'call', name: 'provider::time::offset', expandFinal: true, args: { length: 2 } },
    })
  })

  it('with extra characters are rejected', () => {
    expect(parseExpressionText(new SourceText('1 2'))).toMatchObject({
      diagnostic: { summary: 'Extra characters after expression', column: 3 },
    })
  })
})

describe('sources', () => {
  it('lose their byte order mark and report invalid UTF-8', () => {
    expect(decodeSource(Buffer.from('\ufeffa = 1'))).toEqual({ text: 'a = 1', valid: true })
    expect(decodeSource(Uint8Array.of(0x61, 0xff, 0x62))).toEqual({ text: 'a\ufffdb', valid: false })
  })

  it('count lines and columns in code points', () => {
    const source = new SourceText('a\n😀b\r\nc')
    expect(source.position(0)).toEqual({ line: 1, column: 1 })
    expect(source.position(4)).toEqual({ line: 2, column: 2 })
    expect(source.position(7)).toEqual({ line: 3, column: 1 })
    expect(source.line(7)).toBe(3)
  })
})
