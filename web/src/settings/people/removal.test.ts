import { expect, test } from 'vitest'
import type { Member } from '../../api/members.ts'
import type { Team } from '../../api/teams.ts'
import { refusalOf } from './removal.ts'

const ownersOf = (count: number) => ({ id: 'team-1', attributes: { name: 'owners', 'users-count': count } }) as Team
const member = (userId: string, teams: string[]): Member => ({
  id: 'ou-1',
  email: '',
  since: '',
  userId,
  username: userId,
  teams: teams.map((id) => ({ id, name: id })),
})
const OWNER = { me: 'ada', isOwner: true, mayManageMembers: true }
const MANAGER = { me: 'mia', isOwner: false, mayManageMembers: true }
const READER = { me: 'rita', isOwner: false, mayManageMembers: false }

test('the last owner stays, whoever asks', () => {
  for (const viewer of [OWNER, MANAGER]) {
    expect(refusalOf(member('ada', ['team-1']), { ...viewer, owners: ownersOf(1) })).toMatch(/^The last owner cannot be removed/)
  }
})

test('one of two owners is removed by the other, and not by somebody who manages members', () => {
  const bob = member('bob', ['team-1'])
  expect(refusalOf(bob, { ...OWNER, owners: ownersOf(2) })).toBeUndefined()
  expect(refusalOf(bob, { ...MANAGER, owners: ownersOf(2) })).toBe('Only owners remove owners.')
})

test('members leave, and owners first leave their team', () => {
  expect(refusalOf(member('rita', []), { ...READER, owners: ownersOf(2) })).toBeUndefined()
  expect(refusalOf(member('ada', ['team-1']), { ...OWNER, owners: ownersOf(2) })).toBe('Leave the team owners first.')
  expect(refusalOf(member('bob', []), { ...READER, owners: ownersOf(2) })).toMatch(/^Only owners, and teams that manage members/)
})
