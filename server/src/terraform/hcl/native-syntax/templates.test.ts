import { describe, expect, it } from 'vitest'
import { constantToText, evaluateConstant, evaluationBudget, parseNativeSyntax, SourceText } from '../index.ts'

/** The constant text of the argument `a`; undefined when the parser rejects the file. */
function text(value: string): string | undefined {
  const { body, diagnostics } = parseNativeSyntax(new SourceText(`a = ${value}\n`))
  const attribute = body.attributes.get('a')
  if (attribute === undefined || diagnostics.length > 0) return undefined
  const constant = evaluateConstant(attribute.expression, evaluationBudget(value.length))
  return constant && constantToText(constant)
}

describe('quoted strings', () => {
  it.each([
    [String.raw`"\n\r\t\"\\"`, '\n\r\t"\\'],
    [String.raw`"\u00e9\U0001F600"`, 'é😀'],
    ['"$${x} %%{y}"', '${x} %{y}'],
    ['"$$${x}"', '$${x}'],
    ['"$ % $$ %% $% {x}"', '$ % $$ %% $% {x}'],
    ['"a${"b${"c"}"}"', 'abc'],
    ['"${\n"x"\n}"', 'x'],
    ['""', ''],
  ])('%s', (value, expected) => expect(text(value)).toBe(expected))

  it.each([
    String.raw`"\x"`,
    String.raw`"\$"`,
    String.raw`"\ud800"`,
    String.raw`"\U00110000"`,
    String.raw`"\u12"`,
    '"a\nb"',
    '"a\rb"',
    '"',
    '"${"',
    '"${}"',
    '"%{ if true }"',
    '"%{ endif }"',
    '"%{ else }"',
    '"%{ what }"',
  ])('%j is refused', (value) => expect(text(value)).toBeUndefined())
})

describe('heredocs', () => {
  it.each([
    ['<<E\nx\n  y\nE', 'x\n  y\n'],
    ['<<E\nE', ''],
    ['<<E\n  E', ''],
    ['<<E\nx\\n"y"\n E \t', 'x\\n"y"\n'],
    ['<<E\nEE\nE F\nE', 'EE\nE F\n'],
    ['<<E\r\nx\r\nE\r', 'x\r\n'],
    ['<<-E\n    a\n\n  b\n   \nE', '  a\n\nb\n   \n'],
    ['<<-E\n\ta\n\t\tb\nE', 'a\n\tb\n'],
    ['<<-E\n  a\n${"b"}\nE', '  a\nb\n'],
    ['<<-E\n  a\n  ${"b"}\nE', 'a\nb\n'],
    ['<<E\n$${x} ${1 + 1}\nE', '${x} 2\n'],
    ['<<E\n${"x"}E\nE', 'xE\n'],
    ['<<E\na\n%{~ if true ~}\n  b\n%{ endif ~}\nc\nE', 'a  b\nc\n'],
    ['<<E\n${<<F\nx\nF\n}y\nE', 'x\ny\n'],
  ])('%j', (value, expected) => expect(text(value)).toBe(expected))

  it.each(['<<E\nx\n', '<<E \nx\nE', '<<"E"\nx\nE', '<<\nx\n', '< <E\nE', '<<E\nx\ry\nE'])('%j is refused', (value) =>
    expect(text(value)).toBeUndefined(),
  )

  it('need a newline after the end marker', () => {
    expect(parseNativeSyntax(new SourceText('a = <<E\nx\nE')).diagnostics).toHaveLength(1)
    expect(parseNativeSyntax(new SourceText('a = <<E\nx\nE\n')).diagnostics).toHaveLength(0)
  })
})
