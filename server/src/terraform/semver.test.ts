import { describe, expect, it } from 'vitest'
import { compareVersions, isPrerelease, parseVersion, precedenceSortKey, type Version, versionFromTag, versionSortKey } from './semver.ts'

/** In ascending precedence; the middle is the example of the specification, section 11. */
const ASCENDING = [
  '0.0.0-0',
  '0.0.0-0.0',
  '0.0.0-1',
  '0.0.0-10',
  '0.0.0--',
  '0.0.0--.1',
  '0.0.0--a',
  '0.0.0-1a',
  '0.0.0-A',
  '0.0.0-a',
  '0.0.0-a.1',
  '0.0.0-a-',
  '0.0.0-a-.1',
  '0.0.0-aa',
  '0.0.0',
  '0.0.1',
  '0.2.0',
  '0.10.0',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '2.0.0',
  '10.0.0',
  '999999999999999999.0.0',
  '9223372036854775806.0.0',
  '9223372036854775807.0.0',
]

function version(text: string): Version {
  return parseVersion(text)!
}

function byteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

describe('versions', () => {
  it.each(['1.2.3', '0.0.0', '1.0.0-0', '1.0.0-a.b.c', '1.0.0--', '1.0.0+001', '1.0.0-rc.1+build.7-x', '1.0.0-0a'])(
    '%s is a version',
    (text) => {
      expect(parseVersion(text)?.text).toBe(text)
    },
  )

  it.each([
    '',
    '1',
    '1.2',
    'v1.2.3',
    '1.2.3.4',
    '01.2.3',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3-a..b',
    '1.2.3+',
    '1.2.3+a_b',
    ' 1.2.3',
    '1.2.3\n',
    '1.2.3-é',
    '-1.2.3',
    // 2^63, which no client can read
    '9223372036854775808.0.0',
    '1.9223372036854775808.0',
    '1.0.99999999999999999999',
    '1.0.0-rc.9223372036854775808',
  ])('%j is not a version', (text) => {
    expect(parseVersion(text)).toBeUndefined()
  })

  it.each(['0.0.9223372036854775807', '1.0.0-9223372036854775807', '1.0.0-a99999999999999999999', '1.0.0+99999999999999999999'])(
    '%s is a version, up to the largest number that fits into 64 bits',
    (text) => {
      expect(parseVersion(text)?.text).toBe(text)
    },
  )

  it('refuses texts longer than 255 characters, and handles hostile ones quickly', () => {
    expect(parseVersion(`1.0.0-${'a'.repeat(249)}`)).toBeDefined()
    expect(parseVersion(`1.0.0-${'a'.repeat(250)}`)).toBeUndefined()
    expect(parseVersion(`1.0.0-${'0a.'.repeat(100_000)}`)).toBeUndefined()
  })

  it('are ordered by precedence, large numbers included', () => {
    for (const [i, a] of ASCENDING.entries()) {
      for (const [j, b] of ASCENDING.entries()) expect(Math.sign(compareVersions(version(a), version(b)))).toBe(Math.sign(i - j))
    }
  })

  it('have sort keys whose byte order is precedence', () => {
    const keys = ASCENDING.map((text) => versionSortKey(version(text)))
    expect(keys.toSorted(byteOrder)).toEqual(keys)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('have sort keys that agree with precedence for any pair', () => {
    const identifiers = ['0', '1', '9', '10', 'a', 'A', '-', '0a', 'a-', 'rc', 'rc1']
    const texts = identifiers.flatMap((a) => ['1.0.0', `1.0.0-${a}`, ...identifiers.map((b) => `1.0.0-${a}.${b}`)])
    const versions = texts.map(version)
    for (const a of versions) {
      for (const b of versions) {
        const precedence = Math.sign(compareVersions(a, b))
        expect(Math.sign(byteOrder(versionSortKey(a), versionSortKey(b)))).toBe(precedence)
      }
    }
  })

  it('with different build metadata are equal in precedence but have different sort keys', () => {
    expect(compareVersions(version('1.0.0+a'), version('1.0.0+b'))).toBe(0)
    expect(byteOrder(versionSortKey(version('1.0.0+a')), versionSortKey(version('1.0.0+b')))).toBeLessThan(0)
    expect(byteOrder(versionSortKey(version('1.0.0-rc+z')), versionSortKey(version('1.0.0')))).toBeLessThan(0)
  })

  it('that differ in build metadata alone share the sort key before it, and no other version begins with that', () => {
    const texts = ['1.0.0', '1.0.0+b1', '1.0.0-rc', '1.0.0-rc+b1', '1.0.0-rc.1', '1.0.0-rc1', '1.0.1', '1.0.0-1', '1.0.0-10']
    for (const one of texts) {
      const sharing = texts.filter((other) => versionSortKey(version(other)).startsWith(precedenceSortKey(version(one))))
      expect(sharing).toEqual(texts.filter((other) => other.split('+')[0] === one.split('+')[0]))
    }
  })

  it('distinguish pre-releases from releases', () => {
    expect(isPrerelease(version('1.0.0-rc.1'))).toBe(true)
    expect(isPrerelease(version('1.0.0+build'))).toBe(false)
  })
})

describe('tags', () => {
  it.each([
    ['1.2.3', '', '1.2.3'],
    ['v1.2.3-rc.1', '', '1.2.3-rc.1'],
    ['vpc/v1.2.3', 'vpc/', '1.2.3'],
    ['vpc-1.2.3', 'vpc-', '1.2.3'],
    ['v1.2.3', 'v', '1.2.3'],
  ])('%s with the prefix "%s" is version %s', (tag, prefix, expected) => {
    expect(versionFromTag(tag, prefix)).toEqual({ version: expected })
  })

  it('without the prefix are rejected with that reason', () => {
    expect(versionFromTag('v1.2.3', 'vpc/')).toEqual({
      rejected: 'wrong_prefix',
      reason: 'The tag "v1.2.3" does not start with the tag prefix "vpc/".',
    })
  })

  it.each([
    ['v1.2', 'two numbers'],
    ['v1', 'one number'],
    ['1.2.3.4', 'more than three numbers'],
    ['v1.02.3', 'leading zero'],
    ['vv1.2.3', 'not a semantic version'],
    ['latest', 'not a semantic version'],
    [`v1.0.0-${'a'.repeat(300)}`, 'longer than 255'],
    ['v1.0.9223372036854775808', 'number above 9223372036854775807'],
  ])('%s is not a version, and the reason says why', (tag, reason) => {
    expect(versionFromTag(tag)).toMatchObject({ rejected: 'not_semver', reason: expect.stringContaining(reason) })
  })
})
