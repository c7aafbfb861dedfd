import { describe, expect, it } from 'vitest'
import { constantToJson, jsonConstant, jsonProperties, parseJsonSyntax, SourceText } from './index.ts'

function parse(text: string) {
  const source = new SourceText(text)
  return { source, ...parseJsonSyntax(source) }
}

describe('JSON syntax', () => {
  it('returns values with all digits, in order, with literal strings', () => {
    const text = '{"b": [1.50, 12345678901234567890, -1e2], "a": {"__proto__": "${x}", "n": null, "t": true}}'
    const { root, source, diagnostics } = parse(text)
    const constant = root && jsonConstant(root, source)
    expect(diagnostics).toEqual([])
    expect(constant && constantToJson(constant)).toBe('{"b":[1.5,12345678901234567890,-100],"a":{"__proto__":"${x}","n":null,"t":true}}')
  })

  it('keeps duplicate keys apart, with their positions', () => {
    const { root, source } = parse('{\n  "a": 1,\n  "a": 2\n}')
    const places = root && jsonProperties(root).map(({ name, offset }) => [name, source.line(offset)])
    expect(places).toEqual([
      ['a', 2],
      ['a', 3],
    ])
  })

  it.each([
    ['', 1],
    ['{', 1],
    ['{"a": 1,}', 1],
    ['{"a" 1}', 1],
    ['{\n  // comment\n  "a": 1\n}', 2],
    ['{"a": 1}\n}', 2],
    ["{'a': 1}", 1],
    ['{"a": 01}', 1],
    ['{"a": "\n"}', 1],
  ])('%j is refused with its line', (text, line) => {
    expect(parse(text).diagnostics[0]).toMatchObject({ code: 'syntax', line })
  })

  it.each(['['.repeat(1_000_000), '{"a":'.repeat(200_000), `"${'\\"'.repeat(100_000)}`, '"\n['.repeat(100_000)])(
    'is not read when nested too deep',
    (text) => {
      expect(parse(text).diagnostics.length).toBeGreaterThan(0)
    },
  )
})
