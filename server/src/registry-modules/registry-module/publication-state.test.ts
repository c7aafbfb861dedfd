import { expect, it } from 'vitest'
import { firstOfEachPrecedence, latestOf, renderVersions } from './publication-state.ts'

const published = (version: string, publishedAt: number) => ({ version, publishedAt })
const numbered = (...numbers: string[]) => numbers.map((version) => ({ version, deprecation: null }))

it('takes the highest release for the latest version, and a prerelease only when there is no release', () => {
  expect(latestOf(numbered('2.0.0-rc.1', '1.10.0', '1.9.0'))).toBe('1.10.0')
  expect(latestOf(numbered('2.0.0-rc.1', '2.0.0-beta.1'))).toBe('2.0.0-rc.1')
  expect(latestOf(numbered('1.0.0+build.5'))).toBe('1.0.0+build.5')
  expect(latestOf(numbered())).toBeNull()
})

it('always lists exactly one module, which the command line tools insist on', () => {
  const address = { namespace: 'acme', name: 'vpc', provider: 'aws' }
  expect(JSON.parse(renderVersions(address, []))).toEqual({ modules: [{ source: 'acme/vpc/aws', versions: [] }] })
  expect(JSON.parse(renderVersions(address, numbered('2.0.0', '1.0.0')))).toEqual({
    modules: [{ source: 'acme/vpc/aws', versions: [{ version: '2.0.0' }, { version: '1.0.0' }] }],
  })
})

it('says which versions are deprecated, and nothing of the others', () => {
  const deprecation = { reason: 'old', link: '' }
  const versions = [
    { version: '2.0.0', deprecation: null },
    { version: '1.0.0', deprecation },
  ]
  expect(JSON.parse(renderVersions({ namespace: 'a', name: 'b', provider: 'c' }, versions))).toEqual({
    modules: [{ source: 'a/b/c', versions: [{ version: '2.0.0' }, { version: '1.0.0', deprecation: { reason: 'old', link: '' } }] }],
  })
})

it('keeps, of versions that differ in build metadata alone, the one that was published first', () => {
  const newestFirst = [
    published('2.0.0-rc.1+b', 9),
    published('1.0.0+b2', 3),
    published('1.0.0+b1', 5),
    published('1.0.0', 4),
    published('0.9.0+x', 8),
    published('0.9.0', 8),
  ]
  const kept = firstOfEachPrecedence(newestFirst).map(({ version }) => version)
  expect(kept).toEqual(['2.0.0-rc.1+b', '1.0.0+b2', '0.9.0+x'])
})
