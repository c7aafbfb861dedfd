import { expect, it } from 'vitest'
import { groupsProblem, isInGroups } from './repository-groups.ts'

it('finds a repository in its group and in every group above, in any case', () => {
  expect(isInGroups('acme/modules/terraform-aws-vpc', ['acme'])).toBe(true)
  expect(isInGroups('acme/modules/terraform-aws-vpc', ['other', 'Acme/Modules'])).toBe(true)
  expect(isInGroups('contoso/Platform Team/_git/terraform-aws-vpc', ['contoso/platform team'])).toBe(true)
})

it('finds nothing in groups that only look alike', () => {
  expect(isInGroups('acme-evil/terraform-aws-vpc', ['acme'])).toBe(false)
  expect(isInGroups('evil/acme/terraform-aws-vpc', ['acme'])).toBe(false)
  // A Kelvin sign, which becomes a k in lower case.
  expect(isInGroups('\u212Aube/terraform-aws-vpc', ['kube'])).toBe(false)
  expect(isInGroups('acme/terraform-aws-vpc', [])).toBe(false)
})

it.each(['', '*', '/acme', 'acme/', 'acme//x', ' acme', 'https://gitlab.com/acme', 'ac\nme', 'a'.repeat(256)])(
  'refuses %j as a group',
  (group) => {
    expect(groupsProblem(['acme', group])).toContain('write a group as repositories begin with it')
  },
)

it('accepts what hosts have', () => {
  expect(groupsProblem(['acme', 'acme/sub/group', '~ann', 'PLAT', 'contoso/Platform Team', 'münchen'])).toBeUndefined()
  expect(groupsProblem(Array.from({ length: 101 }, (_, n) => `group-${n}`))).toContain('maximum is 100')
})
