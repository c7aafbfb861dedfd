import { expect, test } from 'vitest'
import { auditSearch } from './audit-search.ts'

test('an address filters by what it says, and what makes no sense is left out', () => {
  expect(auditSearch({ since: '2026-11-01', until: '2026-13-01', accessor: ' ada ', object: 42, action: '', page: 3, else: 'x' })).toEqual({
    since: '2026-11-01',
    accessor: 'ada',
    object: '42',
    page: 3,
  })
  expect(auditSearch({ since: 'yesterday', page: 1 })).toEqual({})
})
