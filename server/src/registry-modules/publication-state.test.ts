import { expect, it } from 'vitest'
import { latestOf, renderVersions } from './publication-state.ts'

it('takes the highest release for the latest version, and a prerelease only when there is no release', () => {
  expect(latestOf(['2.0.0-rc.1', '1.10.0', '1.9.0'])).toBe('1.10.0')
  expect(latestOf(['2.0.0-rc.1', '2.0.0-beta.1'])).toBe('2.0.0-rc.1')
  expect(latestOf(['1.0.0+build.5'])).toBe('1.0.0+build.5')
  expect(latestOf([])).toBeNull()
})

it('always lists exactly one module, which the command line tools insist on', () => {
  const address = { namespace: 'acme', name: 'vpc', provider: 'aws' }
  expect(JSON.parse(renderVersions(address, []))).toEqual({ modules: [{ source: 'acme/vpc/aws', versions: [] }] })
  expect(JSON.parse(renderVersions(address, ['2.0.0', '1.0.0']))).toEqual({
    modules: [{ source: 'acme/vpc/aws', versions: [{ version: '2.0.0' }, { version: '1.0.0' }] }],
  })
})
