// Input that no module has but an attacker may send. The parser must handle each in linear time, without an exception.
// There are no timing assertions: quadratic time would exceed the timeout by far.
import { describe, expect, it } from 'vitest'
import { decodeSource, parseNativeSyntax, SourceText } from './index.ts'

const MILLION = 1_000_000

const REFUSED: Record<string, () => string> = {
  'ten thousand brackets': () => `a = ${'['.repeat(10_000)}`,
  'ten million braces as a value': () => `a = ${'{'.repeat(10 * MILLION)}`,
  'ten million braces': () => '{'.repeat(10 * MILLION),
  'a million blocks in each other': () => 'a {\n'.repeat(MILLION),
  'a million strings in each other': () => `a = ${'"${'.repeat(MILLION)}`,
  'a million signs': () => `a = ${'-'.repeat(MILLION)}1\n`,
  'a hundred thousand conditionals': () => `a = ${'b ? c : '.repeat(100_000)}d\n`,
  'a hundred thousand splats': () => `a = b${'[*]'.repeat(100_000)}\n`,
  'a hundred thousand open directives': () => `a = "${'%{ if b }'.repeat(100_000)}"\n`,
  'a heredoc of three million characters without end': () => `a = <<E\n${'hello world\n'.repeat(250_000)}`,
  'thirty thousand heredocs without end': () => 'a {\n  b = <<E\n}\n'.repeat(30_000),
  'a hundred thousand strings without end': () => 'a {\n  b = "\n}\n'.repeat(100_000),
  'a million comments without end': () => '/*'.repeat(MILLION),
  'a million expressions': () => `a = [${'1,'.repeat(MILLION)}]\n`,
  'ten million letters': () => 'x'.repeat(10 * MILLION),
  'a million carriage returns': () => '\r'.repeat(MILLION),
  'a number of two million digits': () => `a = ${'1.'.repeat(MILLION)}0\n`,
  'a NUL byte': () => '\0',
  'a million broken lines': () => 'a { ]\n'.repeat(MILLION),
}

const ACCEPTED: Record<string, () => string> = {
  'a string of a million dollars': () => `a = "${'$'.repeat(MILLION)}"\n`,
  'a string of a million percent signs': () => `a = "${'%'.repeat(MILLION)}x"\n`,
  'a string of ten million characters': () => `a = "${'x'.repeat(10 * MILLION)}"\n`,
  'a string of a million escapes': () => `a = "${'\\n'.repeat(MILLION)}"\n`,
  'a heredoc of 50,000 lines': () => `a = <<E\n${'hello $world some\n'.repeat(50_000)}E\n`,
  'an indented heredoc of 50,000 lines': () => `a = <<-E\n${'  hello ${x}\n'.repeat(50_000)}E\n`,
  'two million newlines': () => '\n'.repeat(2 * MILLION),
  'a million comments': () => `a = [\n${'# {\n'.repeat(MILLION)}]\n`,
  'a hundred thousand operators': () => `a = ${Array(100_000).fill('1').join('+')}\n`,
  'half a million attributes of one reference': () => `a = b${'.c'.repeat(MILLION / 2)}\n`,
  'a block of half a million labels': () => `a ${'"b" '.repeat(MILLION / 2)}{}\n`,
  'fifty thousand variables': () => 'variable "a" {\n  type = string\n}\n'.repeat(50_000),
  'NUL in a string': () => 'a = "\0"\n',
}

function diagnosticsOf(text: string) {
  return parseNativeSyntax(new SourceText(text)).diagnostics
}

describe('hostile text', { timeout: 20_000 }, () => {
  it.each(Object.keys(REFUSED))('%s is refused, with few diagnostics', (name) => {
    const diagnostics = diagnosticsOf(REFUSED[name]?.() ?? '')
    expect(diagnostics.length).toBeGreaterThan(0)
    expect(diagnostics.length).toBeLessThan(50)
  })

  it.each(Object.keys(ACCEPTED))('%s is read', (name) => {
    expect(diagnosticsOf(ACCEPTED[name]?.() ?? '')).toEqual([])
  })
})

/** A small seeded generator: the same seed, the same texts. */
function generator(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

const SOUP = [
  Array.from('{}[]()"=:,.\n#-+*/%?!<>~$\\ 01aé\0\r\t'),
  ['${', '%{', '$${', '~}', '<<E\n', '<<-E\n', '\nE\n', '...', '::', '=>', '//', '/*', '*/', '\\u00', '\\uD800', '\u2028', '😀'],
  ['if', 'for', 'in', 'else', 'endif', 'endfor', 'null', 'variable "a" {\n', 'b = ', '}\n', '[for x in y : x]', '%{ if a }', '%{ endif }'],
].flat()

describe('random text', () => {
  it('made of tokens never makes the parser throw', () => {
    const random = generator(1)
    for (let round = 0; round < 4_000; round++) {
      const text = Array.from({ length: random(80) }, () => SOUP[random(SOUP.length)]).join('')
      const { body, diagnostics } = parseNativeSyntax(new SourceText(text))
      expect(diagnostics.length + body.blocks.length + body.attributes.size).toBeGreaterThanOrEqual(0)
      for (const { line, column } of diagnostics) expect(Math.min(line, column)).toBeGreaterThan(0)
    }
  })

  it('made of bytes never makes the parser throw', () => {
    const random = generator(2)
    for (let round = 0; round < 2_000; round++) {
      const bytes = Uint8Array.from({ length: random(200) }, () => random(256))
      const { text } = decodeSource(bytes)
      expect(() => parseNativeSyntax(new SourceText(text))).not.toThrow()
    }
  })
})
