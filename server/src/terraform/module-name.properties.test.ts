// Checks the rules of names with seeded random texts.
import { expect, it } from 'vitest'
import { createGenerator, type Generator } from '../../test/support/generator.ts'
import { isModuleName, isProviderName, parseRepositoryName } from './module-name.ts'

const ROUNDS = 3000
const SMALL = 'abcxyz0189'.split('')
const LETTERS = [...SMALL, 'A', 'B', 'C', 'X', 'Y', 'Z']
const PIECES = ['terraform', 'Terraform', 'aws', 'AWS', 'vpc', '-', '-', '-', '_', '.', '/', ' ', '.git', 'é', '9', 'x'.repeat(60)]

const text = (generator: Generator, pieces: readonly string[], most: number) =>
  Array.from({ length: generator.below(most) + 1 }, () => generator.pick(pieces)).join('')

it('terraform-<PROVIDER>-<NAME> parses back to its parts, in any group', () => {
  const generator = createGenerator(21)
  for (let round = 0; round < ROUNDS; round++) {
    const provider = text(generator, SMALL, 12)
    const name = `${generator.pick(LETTERS)}${text(generator, [...LETTERS, '-', '_'], 20)}${generator.pick(LETTERS)}`
    const group = generator.pick(['', 'acme/', 'group/sub/', 'terraform-x-y/'])
    const ending = generator.pick(['', '.git', '/'])
    const identifier = `${group}terraform-${provider}-${name}${ending}`
    expect([identifier, parseRepositoryName(identifier)]).toEqual([identifier, { provider, name }])
  }
})

it('every parsed name gives valid parts, which make up the original text', () => {
  const generator = createGenerator(22)
  let found = 0
  for (let round = 0; round < ROUNDS * 3; round++) {
    const identifier =
      generator.below(2) === 0
        ? text(generator, PIECES, 8)
        : `terraform-${generator.pick(['aws', 'null', '9', 'AWS', ''])}-${text(generator, PIECES, 3)}`
    const parsed = parseRepositoryName(identifier)
    if (parsed === undefined) continue
    found++
    const { provider, name } = parsed
    expect([identifier, isProviderName(provider), isModuleName(name)]).toEqual([identifier, true, true])
    expect(identifier.replace(/(\.git|\/)*$/, '')).toMatch(new RegExp(`(^|/)terraform-${provider}-${name}$`))
  }
  expect(found).toBeGreaterThan(100)
})

it('names have 1 to 64 letters and digits, with dashes and underscores inside those of modules', () => {
  const generator = createGenerator(23)
  const characters = [...LETTERS, '-', '_', '.', ' ', '/', 'é', '\n', '\0']
  for (let round = 0; round < ROUNDS; round++) {
    const candidate = text(
      generator,
      generator.below(2) === 0 ? [...LETTERS, '-', '_'] : characters,
      generator.pick([1, 3, 10, 63, 64, 65, 70]),
    )
    const plain = candidate.split('').every((character) => /[a-zA-Z0-9_-]/.test(character))
    const ends = [candidate.at(0) ?? '', candidate.at(-1) ?? ''].every((character) => /[a-zA-Z0-9]/.test(character))
    expect([candidate, isModuleName(candidate)]).toEqual([candidate, plain && ends && candidate.length <= 64])
    const provider = candidate.split('').every((character) => /[a-z0-9]/.test(character))
    expect([candidate, isProviderName(candidate)]).toEqual([candidate, provider && candidate.length <= 64])
  }
})
