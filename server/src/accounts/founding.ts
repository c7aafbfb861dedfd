import type { Queries } from '../database/index.ts'
import type { OrganizationFounding } from '../organizations/index.ts'
import { type Clock, newId, type OrganizationId, type UserId } from '../platform/kernel/index.ts'
import { AccountRepository } from './repository.ts'
import { OWNERS_TEAM } from './team.ts'

/** What a new organization begins with: the team of owners, and its creator as an active member in it. */
export class OwnersFounding implements OrganizationFounding {
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws Error when the founding user no longer exists */
  async found(transaction: Queries, { id: organizationId, foundedBy }: { id: OrganizationId; foundedBy: UserId }): Promise<void> {
    const accounts = new AccountRepository(transaction)
    const user = await accounts.userById(foundedBy)
    if (user === undefined) throw new Error(`user ${foundedBy} does not exist`)
    const now = this.#clock.now()
    const team = newId('team')
    const membership = newId('organization-membership')
    await accounts.insertTeam({
      id: team,
      organizationId,
      name: OWNERS_TEAM,
      visibility: 'organization',
      organizationAccess: {},
      createdAt: now,
      updatedAt: now,
    })
    await accounts.insertMembership({
      id: membership,
      organizationId,
      userId: user.id,
      email: user.email.toLowerCase(),
      status: 'active',
      createdAt: now,
    })
    await accounts.insertTeamMembership(team, membership)
  }
}
