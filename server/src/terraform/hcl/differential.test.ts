// Compares this parser with HashiCorp's own, from @cdktn/hcl2json, on the fixtures and seeded mutations of them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '@cdktn/hcl2json'
import { describe, expect, it } from 'vitest'
import { type Body, constantToJson, type Expression, evaluateConstant, evaluationBudget, parseNativeSyntax, SourceText } from './index.ts'
import type { TemplatePart } from './native-syntax/syntax-tree.ts'

const FIXTURES = new URL('../fixtures/', import.meta.url).pathname
const MUTATIONS = 1_500
const ACCEPTED = 'accepted'

function nativeFixtures(): { path: string; text: string }[] {
  const paths = readdirSync(FIXTURES, { recursive: true }).map(String)
  const native = paths.filter((path) => /\.(tf|tofu)$/.test(path)).toSorted()
  return native.map((path) => ({ path, text: readFileSync(join(FIXTURES, path), 'utf8') }))
}

function ours(text: string): unknown {
  const { body, diagnostics } = parseNativeSyntax(new SourceText(text), { legacy: false })
  return diagnostics.length === 0 ? bodyToJson(body, text) : undefined
}

/** Undefined when the parser rejects the file; ACCEPTED when only the conversion to JSON fails. */
async function theirs(text: string): Promise<unknown> {
  try {
    return await parse('fixture.tf', text)
  } catch (error) {
    return String(error).includes('parse config') ? undefined : ACCEPTED
  }
}

/** A body in the JSON of hcl2json. */
function bodyToJson(body: Body, text: string): unknown {
  const json = new Map<string, unknown>()
  for (const block of body.blocks) {
    let at = json
    const path = [block.type, ...block.labels]
    for (const name of path.slice(0, -1)) {
      const next = at.get(name)
      const map = next instanceof Map ? next : new Map<string, unknown>()
      at.set(name, map)
      at = map
    }
    const list = at.get(path.at(-1) ?? '')
    at.set(path.at(-1) ?? '', [...(Array.isArray(list) ? list : []), bodyToJson(block.body, text)])
  }
  for (const { name, expression } of body.attributes.values()) json.set(name, toJson(expression, text))
  return plain(json)
}

function plain(value: unknown): unknown {
  if (!(value instanceof Map)) return value
  return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
}

function toJson(expression: Expression, text: string): unknown {
  if (expression.kind === 'number' || expression.kind === 'keyword') {
    return JSON.parse(constantToJson(evaluateConstant(expression, evaluationBudget(0)) ?? { kind: 'null' }))
  }
  if (expression.kind === 'unary' && expression.operator === '-' && expression.operand.kind === 'number')
    return -Number(expression.operand.text)
  if (expression.kind === 'tuple') return expression.items.map((item) => toJson(item, text))
  if (expression.kind === 'object') {
    return Object.fromEntries(expression.items.map(({ key, value }) => [keyToJson(key, text), toJson(value, text)]))
  }
  if (expression.kind !== 'template') return source(expression, text)
  const [only, ...others] = expression.parts
  if (only?.kind === 'interpolation' && others.length === 0 && expression.form === 'quoted') return toJson(only.expression, text)
  return expression.parts.map((part) => partToText(part, text)).join('')
}

function source({ start, end }: Expression, text: string): string {
  return `\${${text.slice(start, end)}}`
}

function keyToJson(key: Expression, text: string): string {
  if (key.kind === 'variable') return key.name
  const isReference = key.kind === 'traversal' && key.source.kind === 'variable' && key.steps.every(({ kind }) => kind !== 'splat')
  return isReference ? text.slice(key.start, key.end) : String(toJson(key, text))
}

function partToText(part: TemplatePart, text: string): string {
  if (part.kind === 'literal') return part.value.normalize('NFC').replaceAll(/[$%](?=\{)/g, '$&$&')
  if (part.kind !== 'interpolation') return '%{directive}'
  const value = toJson(part.expression, text)
  if (typeof value === 'string') return value
  return typeof value === 'object' ? source(part.expression, text) : JSON.stringify(value)
}

/** A small seeded generator: the same seed, the same mutations. */
function generator(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

const TOKENS = [
  Array.from('{}[]()"=:,.\n#-+*/%?!<>~$\\ 01a'),
  ['${', '%{', '$${', '~}', '${~', '<<E\n', '<<-E\n', '\nE\n', '...', '::', '=>', '==', '&&', '||', '//', '/*', '*/', '[*]', '.*'],
  ['if', 'for', 'in', 'else', 'endif', 'true', 'null', '"x"', 'a = 1\n', 'b {\n', '}\n', '%{ if a }', '%{ endif }'],
  ['\r\n', '\r', '\t', 'é', 'e\u0301', '1.5', '1e3', '\\u00e9', '\\n'],
].flat()

function mutate(text: string, random: (bound: number) => number): string {
  let mutated = text
  for (let edits = random(3) + 1; edits > 0; edits--) {
    const at = random(mutated.length + 1)
    const removed = random(3) === 0 ? random(12) : random(2)
    const inserted = random(3) === 0 ? '' : (TOKENS[random(TOKENS.length)] ?? '')
    mutated = mutated.slice(0, at) + inserted + mutated.slice(at + removed)
  }
  return mutated
}

/** Newer releases of HCL accept `for` as an attribute name. The reference does not. */
const KNOWN_DIFFERENCE = /[{[]\s*for\s*[=:]/

function withoutDirectives(value: unknown): boolean {
  return !/(?<!%)%\{/.test(JSON.stringify(value ?? null))
}

describe("compared with HashiCorp's parser", () => {
  it.each(nativeFixtures())('the fixture $path is accepted or refused alike, with the same values', async ({ text }) => {
    const expected = await theirs(text)
    const found = ours(text)
    expect(found === undefined).toBe(expected === undefined)
    if (withoutDirectives(expected)) expect(found).toEqual(expected)
  })

  it('mutated fixtures are accepted or rejected alike, with the same values', async () => {
    const random = generator(20_261_121)
    const fixtures = nativeFixtures().filter(({ path }) => !path.startsWith('broken/'))
    const differences: unknown[] = []
    let accepted = 0
    for (let round = 0; round < MUTATIONS; round++) {
      const { path, text } = fixtures[round % fixtures.length]!
      const mutated = mutate(text, random)
      if (KNOWN_DIFFERENCE.test(mutated)) continue
      const expected = await theirs(mutated)
      const found = ours(mutated)
      if (expected !== undefined) accepted++
      const comparable = expected !== ACCEPTED && withoutDirectives(expected)
      const same =
        (found === undefined) === (expected === undefined) &&
        (!comparable || JSON.stringify(sorted(found)) === JSON.stringify(sorted(expected)))
      if (!same)
        differences.push({ path, round, mutated, expected: JSON.stringify(sorted(expected)), found: JSON.stringify(sorted(found)) })
    }
    expect(accepted).toBeGreaterThan(MUTATIONS / 10)
    expect(differences).toEqual([])
  })
})

/** Sorts object keys, as the reference does. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}
