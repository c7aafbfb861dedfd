import { expect, it } from 'vitest'
import { newId } from './ids.ts'

it('creates ids in the format that clients know, without ambiguous letters', () => {
  const prefixes = {
    organization: 'org',
    team: 'team',
    'registry-module': 'mod',
    'registry-module-version': 'modver',
    'oauth-token': 'ot',
  } as const
  for (const [kind, prefix] of Object.entries(prefixes)) {
    expect(newId(kind as keyof typeof prefixes)).toMatch(new RegExp(`^${prefix}-[A-HJ-NP-Za-km-z1-9]{16}$`))
  }
})

it('creates no id twice', () => {
  const ids = new Set(Array.from({ length: 2000 }, () => newId('registry-module')))
  expect(ids.size).toBe(2000)
})
