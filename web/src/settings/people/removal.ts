// Who can be removed from an organization, and why not. The server decides by the same rules.
import type { Member } from '../../api/members.ts'
import { isOwnersTeam, type Team } from '../../api/teams.ts'

interface Viewer {
  me: string | undefined
  isOwner: boolean
  mayManageMembers: boolean
  /** as far as it can be seen */
  owners: Team | undefined
}

/** @returns undefined for whoever can be removed */
export function refusalOf({ userId, teams }: Member, { me, isOwner, mayManageMembers, owners }: Viewer): string | undefined {
  const ownsIt = owners !== undefined && isOwnersTeam(owners) && teams.some(({ id }) => id === owners.id)
  if (ownsIt && owners.attributes['users-count'] <= 1) {
    return 'The last owner cannot be removed: make another member an owner first.'
  }
  if (userId === me) return ownsIt ? 'Leave the team owners first.' : undefined
  if (!mayManageMembers) return 'Only owners, and teams that manage members, remove people.'
  return ownsIt && !isOwner ? 'Only owners remove owners.' : undefined
}
