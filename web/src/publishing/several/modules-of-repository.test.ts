import { expect, test } from 'vitest'
import { proposedModules } from './modules-of-repository.ts'

test('each directory with configuration may become a module, with the prefix that tags have for it', () => {
  const directories = [
    { path: 'modules', hasConfiguration: false },
    { path: 'modules/dns', hasConfiguration: true },
    { path: 'modules/vpc', hasConfiguration: true },
    { path: 'tools/queue', hasConfiguration: true },
  ]
  const tags = ['vpc/v1.0.0', 'modules/dns/v1.0.0', 'v2.0.0']
  expect(proposedModules({ identifier: 'acme/terraform-aws-platform' }, { rootHasConfiguration: true, directories }, tags)).toEqual([
    { path: '', name: 'platform', prefix: '' },
    { path: 'modules/dns', name: 'dns', prefix: 'modules/dns/' },
    { path: 'modules/vpc', name: 'vpc', prefix: 'vpc/' },
    { path: 'tools/queue', name: 'queue', prefix: '' },
  ])
})
