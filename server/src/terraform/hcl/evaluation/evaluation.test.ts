import { describe, expect, it } from 'vitest'
import { constantToJson, evaluateConstant, evaluationBudget, parseExpressionText, SourceText } from '../index.ts'

/** The JSON of a constant; undefined when the expression has none. */
function json(text: string): string | undefined {
  const parsed = parseExpressionText(new SourceText(text))
  if (!('expression' in parsed)) throw new Error(parsed.diagnostic.detail)
  const constant = evaluateConstant(parsed.expression, evaluationBudget(text.length))
  return constant && constantToJson(constant)
}

describe('constants', () => {
  it.each([
    ['null', 'null'],
    ['12345678901234567890', '12345678901234567890'],
    ['1.50', '1.5'],
    ['007', '7'],
    ['1e3', '1000'],
    ['2.5e-3', '0.0025'],
    ['-0', '0'],
    ['60 * 60 * 24', '86400'],
    ['0.1 + 0.2', '0.3'],
    ['1 - 2 - 3', '-4'],
    ['7 / 2', '3.5'],
    ['-7 % 3', '-1'],
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['"1" + 1', '2'],
    ['!"true"', 'false'],
    ['!false && 2 > 1 || false', 'true'],
    ['1 == 1.0', 'true'],
    ['1 == "1"', 'false'],
    ['[1, {a = 2}] == [1, {a = 2}]', 'true'],
    ['{} != {a = 1}', 'true'],
    ['true ? 1 : "a"', '"1"'],
    ['false ? 1 : 2', '2'],
    ['[]', '[]'],
    ['{ a = 1, "b c" : [null], (1 + 1) = 3, 4 = 5, null = 6, true = 7 }', '{"a":1,"b c":[null],"2":3,"4":5,"null":6,"true":7}'],
    ['{ a = 1, a = 2 }', '{"a":2}'],
    ['"${1}"', '1'],
    ['"${1}0"', '"10"'],
    ['"a ${~ "b" ~} c"', '"abc"'],
    ['"%{ if 1 < 2 }yes%{ else }no%{ endif }"', '"yes"'],
    ['"%{ for i, x in ["a", "b"] }${i}${x},%{ endfor }"', '"0a,1b,"'],
    ['[for x in [1, 2, 3] : x * x if x != 2]', '[1,9]'],
    ['{for k, v in {b = 1, a = 2} : v => k}', '{"2":"a","1":"b"}'],
    ['{for x in ["a", "b", "a"] : x => 1...}', '{"a":[1,1],"b":[1]}'],
    ['[[1, 2], [3]][0][1]', '2'],
    ['{a = {b = 1}}.a.b', '1'],
    ['{a = 1}["a"]', '1'],
    ['[{a = 1}, {a = 2}][*].a', '[1,2]'],
    ['[{a = 1}, {a = 2}].*.a', '[1,2]'],
    ['"e\u0301"', '"é"'],
  ])('%s is %s', (text, expected) => expect(json(text)).toBe(expected))

  it.each([
    'var.x',
    'f(1)',
    '1 / 0',
    '1 + "a"',
    '!1',
    '"a${null}"',
    '"a${[1]}"',
    '[1][1]',
    '{a = 1}.b',
    '[1].a',
    '[for x in 1 : x]',
    '{for x in [1, 1] : x => x}',
    '9e999',
    'x',
    '-[]',
    'true + 1',
  ])('%s has no constant value', (text) => expect(json(text)).toBeUndefined())

  it('sort keys as HCL does only in loops; objects keep their source order', () => {
    expect(json('{ b = 1, a = 2 }')).toBe('{"b":1,"a":2}')
    expect(json('[for k, v in { b = 1, a = 2 } : k]')).toBe('["a","b"]')
  })

  it('treat names like __proto__ like any other', () => {
    expect(json('{ __proto__ = { x = 1 }, constructor = 2 }')).toBe('{"__proto__":{"x":1},"constructor":2}')
  })

  it('of nested loops are abandoned before they explode', () => {
    const ten = '[1,2,3,4,5,6,7,8,9,10]'
    const nested = (depth: number): string => (depth === 0 ? '1' : `[for x in ${ten} : ${nested(depth - 1)}]`)
    expect(json(nested(2))).toBeDefined()
    expect(json(nested(8))).toBeUndefined()
  })

  it('that double in every step are abandoned before they explode', () => {
    const doubled = (depth: number): string => (depth === 0 ? '["x"]' : `[for v in ${doubled(depth - 1)} : [v, v, v, v, v, v, v, v]]`)
    expect(json(doubled(12))).toBeUndefined()
    const text = (depth: number): string => (depth === 0 ? '["xxxxxxxxxx"]' : `[for v in ${text(depth - 1)} : "\${v}\${v}\${v}\${v}"]`)
    expect(json(text(12))).toBeUndefined()
  })

  it('skip normalization where it would take quadratic time', () => {
    const marks = `a${'\u0301'.repeat(100_000)}${'\u0323'.repeat(100_000)}`
    expect(json(`"${marks}"`)).toBe(JSON.stringify(marks))
  })
})
