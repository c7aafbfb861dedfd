// Checks the laws of version order with seeded random versions and texts.
import { describe, expect, it } from 'vitest'
import { createGenerator, type Generator } from '../../test/support/generator.ts'
import { compareVersions, parseVersion, type Version, versionFromTag, versionSortKey } from './semver.ts'

const NUMBERS = ['0', '1', '2', '9', '10', '11', '99', '100', '4294967296', '9007199254740993', '9223372036854775807']
const IDENTIFIERS = [...NUMBERS, 'a', 'b', 'A', 'Z', 'rc', 'rc1', 'alpha', 'beta', '-', '--', 'a-', '-a', '0a', '00a', '1-1']
const BUILDS = ['', '', '', '+1', '+001', '+a.b', '+-']
const ROUNDS = 3000

function randomVersion(generator: Generator): Version {
  const numbers = [0, 1, 2].map(() => generator.pick(NUMBERS))
  const prerelease = Array.from({ length: generator.below(4) }, () => generator.pick(IDENTIFIERS))
  const text = numbers.join('.') + (prerelease.length === 0 ? '' : `-${prerelease.join('.')}`) + generator.pick(BUILDS)
  const parsed = parseVersion(text)
  if (parsed === undefined) throw new Error(`${text} should be a version`)
  return parsed
}

/** Precedence as in section 11 of the specification, in a second, plain implementation. */
function precedence(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => (text.split('+')[0] ?? '').split(/-(.*)/s, 2)) as [string[], string[]]
  const cores = [a, b].map(([core = '']) => core.split('.').map(BigInt)) as [bigint[], bigint[]]
  for (const index of [0, 1, 2]) if (cores[0][index] !== cores[1][index]) return cores[0][index]! < cores[1][index]! ? -1 : 1
  if (a[1] === undefined || b[1] === undefined) return (a[1] === undefined ? 1 : 0) - (b[1] === undefined ? 1 : 0)
  const [left, right] = [a[1].split('.'), b[1].split('.')]
  for (const [index, identifier] of left.entries()) {
    const against = right[index]
    if (against === undefined) return 1
    if (identifier === against) continue
    const [isNumber, isOtherNumber] = [/^\d+$/.test(identifier), /^\d+$/.test(against)]
    if (isNumber && isOtherNumber) return BigInt(identifier) < BigInt(against) ? -1 : 1
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
    return identifier < against ? -1 : 1
  }
  return left.length < right.length ? -1 : 0
}

describe('the order of versions', () => {
  it('is that of the specification, and antisymmetric', () => {
    const generator = createGenerator(11)
    for (let round = 0; round < ROUNDS; round++) {
      const [a, b] = [randomVersion(generator), randomVersion(generator)]
      const found = Math.sign(compareVersions(a, b))
      expect([a.text, b.text, found]).toEqual([a.text, b.text, precedence(a.text, b.text)])
      expect([a.text, b.text, Math.sign(compareVersions(b, a))]).toEqual([a.text, b.text, found === 0 ? 0 : -found])
      expect(compareVersions(a, a)).toBe(0)
    }
  })

  it('is transitive', () => {
    const generator = createGenerator(12)
    for (let round = 0; round < ROUNDS; round++) {
      const [a, b, c] = [0, 1, 2].map(() => randomVersion(generator)).toSorted(compareVersions) as [Version, Version, Version]
      const steps = [compareVersions(a, b), compareVersions(b, c)].map(Math.sign)
      expect([a.text, b.text, c.text, ...steps.filter((step) => step > 0)]).toEqual([a.text, b.text, c.text])
      expect([a.text, c.text, Math.sign(compareVersions(a, c))]).toEqual([a.text, c.text, Math.max(-1, Math.min(...steps))])
    }
  })

  it('is the byte order of the sort keys, wherever two versions differ in precedence', () => {
    const generator = createGenerator(13)
    for (let round = 0; round < ROUNDS; round++) {
      const [a, b] = [randomVersion(generator), randomVersion(generator)]
      const found = Math.sign(compareVersions(a, b))
      const keys = Math.sign(Buffer.compare(Buffer.from(versionSortKey(a)), Buffer.from(versionSortKey(b))))
      if (found !== 0) expect([a.text, b.text, keys]).toEqual([a.text, b.text, found])
      expect([a.text, b.text, keys === 0]).toEqual([a.text, b.text, a.text === b.text])
    }
  })
})

describe('texts that might be versions', () => {
  it('are parsed verbatim or not at all, even after a v and a prefix', () => {
    const generator = createGenerator(14)
    const pieces = [...NUMBERS, ...IDENTIFIERS, '.', '.', '.', '-', '+', 'v', ' ', '\n', 'é', '_', '00', '01']
    for (let round = 0; round < ROUNDS; round++) {
      const text =
        generator.below(2) === 0 ? randomVersion(generator).text : Array.from({ length: 7 }, () => generator.pick(pieces)).join('')
      const parsed = parseVersion(text)
      if (parsed !== undefined) expect(parsed.text).toBe(text)
      // The regular expression that the specification suggests.
      const grammar =
        /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/
      const [core = '', prerelease = ''] = (text.split('+')[0] ?? '').split(/-(.*)/s)
      const parts = [...core.split('.'), ...prerelease.split('.')]
      const fits = parts.every((part) => !/^\d+$/.test(part) || BigInt(part) < 2n ** 63n)
      expect([text, parsed !== undefined]).toEqual([text, grammar.test(text) && !text.endsWith('\n') && fits])
      if (parsed === undefined) continue
      for (const tag of [text, `v${text}`]) expect(versionFromTag(tag)).toEqual({ version: text })
      expect(versionFromTag(`vpc/v${text}`, 'vpc/')).toEqual({ version: text })
    }
  })
})
