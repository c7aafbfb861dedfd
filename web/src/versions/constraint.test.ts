// What Terraform's documentation and the tests of its library say about constraints.
import { describe, expect, it } from 'vitest'
import { chooseVersion } from './choice.ts'
import { isMet, readConstraints } from './constraint.ts'
import { compareVersions, readVersion } from './version.ts'

const version = (text: string) => {
  const read = readVersion(text)
  if (read === undefined) throw new Error(`${text} is no version`)
  return read
}
const meets = (constraint: string, text: string) => readConstraints(constraint)?.every((each) => isMet(each, version(text)))

describe('a constraint', () => {
  it.each([
    ['>= 1.0, < 1.2', '1.1.5', true],
    ['< 1.0, < 1.2', '1.1.5', false],
    ['= 1.0', '1.1.5', false],
    ['= 1.0', '1.0.0', true],
    ['1.0', '1.0.0', true],
    ['v1.0', '1.0.0', true],
    ['~> 1.0', '2.0', false],
    ['~> 1.0', '1.1', true],
    ['~> 1.0', '1.2.3', true],
    ['~> 1.0.0', '1.2.3', false],
    ['~> 1.0.0', '1.0.7', true],
    ['~> 1.0.7', '1.0.4', false],
    ['~> 1.0.7', '1.0.8', true],
    ['~> 1.0.9.5', '1.0.9.6', true],
    ['~> 1.0.9.5', '1.0.9.4', false],
    ['~> 1.0.9.5', '1.0.10', false],
    ['~> 1', '2.5.0', true],
    ['~> 1', '0.9.0', false],
    ['~> 2.1.0-a', '2.1.0-beta', true],
    ['~> 2.1.0-a', '2.1.0', false],
    ['~> 2.1.0-a', '2.2.0-alpha', false],
    ['> 2.0', '2.1.0-beta', false],
    ['>= 2.1.0-a', '2.1.0-beta', true],
    ['>= 2.1.0-a', '2.1.1-beta', false],
    ['>= 2.1.0-a', '2.1.1', true],
    ['<= 2.1.0-a', '2.0.0', true],
    ['!= 1.2.0', '1.2.0', false],
    ['!=1.2', '1.2.1', true],
    ['1.2.0', '1.2.0+build.7', true],
    ['>= 1.10', '1.9.0', false],
  ])('%s is met by %s: %s', (constraint, text, expected) => {
    expect(meets(constraint, text)).toBe(expected)
  })

  it.each(['', 'latest', '>= 1.0 < 2.0', '=> 1.0', '^1.2', '1.x', '1.0,', '>=', '~>1.2.*'])('is not %j', (text) => {
    expect(readConstraints(text)).toBeUndefined()
  })
})

describe('versions', () => {
  it('are ordered by number, releases after their pre-releases, and numbers of those before words', () => {
    const ordered = [
      '0.9',
      '1.0.0-1',
      '1.0.0-2',
      '1.0.0-alpha',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1',
      '1.0.0.1',
      '1.10',
    ]
    const shuffled = ordered.toReversed().toSorted((one, other) => compareVersions(version(one), version(other)))
    expect(shuffled).toEqual(ordered)
  })
})

describe('the version that a client chooses', () => {
  const OFFERED = ['2.0.0-rc.1', '1.10.0', '1.9.0', '1.2.0', '0.9.0']
  const choose = (constraint: string) => chooseVersion(OFFERED, constraint === '' ? [] : (readConstraints(constraint) ?? []))

  it.each([
    ['', '1.10.0'],
    ['~> 1.2', '1.10.0'],
    ['~> 1.2, != 1.10.0', '1.9.0'],
    ['< 1.0', '0.9.0'],
    ['2.0.0-rc.1', '2.0.0-rc.1'],
    ['=2.0.0-rc.1', '2.0.0-rc.1'],
    ['v2.0.0-rc.1', undefined],
    ['>= 2.0.0-rc.1', undefined],
    ['~> 2.0.0-rc.1', undefined],
    ['>= 1.0, 2.0.0-rc.1', undefined],
    ['> 3', undefined],
  ])('from %j is %s', (constraint, expected) => {
    expect(choose(constraint).chosen).toBe(expected)
  })

  it('leaves a reason for every other', () => {
    const { verdicts, newest } = choose('~> 1.2, < 1.10')
    expect(newest).toBe('1.10.0')
    expect(Object.fromEntries(verdicts)).toEqual({
      '2.0.0-rc.1': { kind: 'pre-release' },
      '1.10.0': { kind: 'excluded', constraint: '< 1.10' },
      '1.9.0': { kind: 'chosen' },
      '1.2.0': { kind: 'older', than: '1.9.0' },
      '0.9.0': { kind: 'excluded', constraint: '~> 1.2' },
    })
  })
})
