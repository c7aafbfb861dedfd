import type { Queries } from '../database/index.ts'
import { type Clock, newId } from '../kernel/index.ts'
import type { NewOrganization, OrganizationFounding } from '../organizations/index.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { OWNERS_TEAM } from './people/team.ts'
import { TeamRows } from './people/team-rows.ts'
import { UserRows } from './people/user-rows.ts'

export interface OwnersFoundingParts {
  clock: Clock
}

/** Gives a new organization its owners team, with its creator as an active member. */
export class OwnersFounding implements OrganizationFounding {
  readonly #parts: OwnersFoundingParts

  constructor(parts: OwnersFoundingParts) {
    this.#parts = parts
  }

  /** @throws Error when the founding user no longer exists */
  async found(tx: Queries, { id: organizationId, foundedBy }: NewOrganization): Promise<void> {
    const teams = new TeamRows(tx)
    const user = await new UserRows(tx).userById(foundedBy)
    if (user === undefined) throw new Error(`user ${foundedBy} does not exist`)
    const now = this.#parts.clock.now()
    const team = newId('team')
    const membership = newId('organization-membership')
    await teams.insert({
      id: team,
      organizationId,
      name: OWNERS_TEAM,
      visibility: 'organization',
      organizationAccess: {},
      ssoTeamId: null,
      allowMemberTokenManagement: true,
      createdAt: now,
      updatedAt: now,
    })
    await new MembershipRows(tx).insert({
      id: membership,
      organizationId,
      userId: user.id,
      email: user.email,
      status: 'active',
      createdAt: now,
    })
    await teams.addMember(team, membership)
  }
}
