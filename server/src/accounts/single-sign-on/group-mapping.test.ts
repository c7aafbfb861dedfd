import { expect, it } from 'vitest'
import { parseGroupMapping, placesOf } from './group-mapping.ts'

const FILE = `# Who owns the platform
acme/owners = /terraform/admins
acme = Everybody, here = there
acme/Release team=0ca1f3d2-4c8e-4f0a-9d4b-1f9a0c7f1c11

acme/ops/night = CN=Ops,OU=Groups,DC=example,DC=com
`

it('reads groups of any name, and teams with spaces and slashes', () => {
  expect(parseGroupMapping(FILE)).toEqual([
    { organization: 'acme', team: 'owners', group: '/terraform/admins' },
    { organization: 'acme', team: undefined, group: 'Everybody, here = there' },
    { organization: 'acme', team: 'Release team', group: '0ca1f3d2-4c8e-4f0a-9d4b-1f9a0c7f1c11' },
    { organization: 'acme', team: 'ops/night', group: 'CN=Ops,OU=Groups,DC=example,DC=com' },
  ])
})

it.each(['acme', 'acme/owners =', '= admins', '/owners = admins'])('refuses %j, and names the line', (line) => {
  expect(() => parseGroupMapping(`# first\n${line}`)).toThrow(`line 2 must look like "organization/team = group"; got "${line}"`)
})

it('finds the places of somebody in several groups, by exact names', () => {
  const mapping = parseGroupMapping(FILE)
  expect(placesOf(['/terraform/admins', 'everybody, here = there', 'x'], mapping)).toEqual([{ organization: 'acme', team: 'owners' }])
  expect(placesOf([], mapping)).toEqual([])
})
