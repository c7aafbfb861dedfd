// From a checked credential to the subject it stands for, with everything a permission check needs.
import type { AccountRoles, UserStanding } from '../accounts/index.ts'
import type { OrganizationId, UserId } from '../kernel/index.ts'
import type { ModuleSharingRows } from '../organizations/index.ts'
import type { OrganizationRole, Subject } from '../permissions/index.ts'
import type { AuthenticationToken } from './token/authentication-token.ts'
import type { TokenLimits } from './token-limits.ts'

export interface SubjectsParts {
  roles: AccountRoles
  sharing: Pick<ModuleSharingRows, 'producersFor'>
  limits: Pick<TokenLimits, 'inForce'>
}

export class Subjects {
  readonly #parts: SubjectsParts

  constructor(parts: SubjectsParts) {
    this.#parts = parts
  }

  /**
   * @param now milliseconds since the epoch
   * @returns undefined when the owner is gone, or a suspended user
   */
  async ofToken(
    { id, owner, createdAt }: Pick<AuthenticationToken, 'id' | 'owner' | 'createdAt'>,
    now: number,
  ): Promise<Subject | undefined> {
    const { roles } = this.#parts
    const credential = { kind: 'token', id } as const
    switch (owner.kind) {
      case 'user': {
        const standing = await roles.rolesByToken(owner.userId)
        if (standing === undefined) return undefined
        const accepted = await this.#acceptedAt(now - createdAt, standing)
        return await this.#withSharing({ kind: 'user', userId: owner.userId, ...accepted, credential })
      }
      case 'team': {
        const role = await roles.roleOfTeam(owner.teamId)
        return role && (await this.#withSharing({ kind: 'team', teamId: owner.teamId, roles: [role], credential }))
      }
      case 'organization':
        return await this.#withSharing({ kind: 'organization', roles: [organizationTokenRole(owner.organizationId)], credential })
      case 'audit-trails':
        return { kind: 'audit-trails', organizationId: owner.organizationId, roles: [] }
    }
  }

  /** The user in person, whom no organization refuses. @returns undefined when the user is gone or suspended */
  async ofUser(userId: UserId): Promise<Extract<Subject, { kind: 'user' }> | undefined> {
    const standing = await this.#parts.roles.rolesOf(userId)
    return standing && (await this.#withSharing({ kind: 'user', userId, ...standing }))
  }

  /** Without the organizations whose policy allows no user token of this age. A policy binds only what happens there. */
  async #acceptedAt(age: number, standing: UserStanding): Promise<UserStanding> {
    const allowed = await this.#parts.limits.inForce(
      'user',
      standing.roles.map((role) => role.organizationId),
    )
    const isTooOld = ({ organizationId }: OrganizationRole) => age >= (allowed.get(organizationId) ?? Infinity)
    const refusing = standing.roles.filter(isTooOld).map((role) => role.organizationId)
    if (refusing.length === 0) return standing
    const roles = standing.roles.filter((role) => !isTooOld(role))
    return { ...standing, roles, refusedIn: [...(standing.refusedIn ?? []), ...refusing] }
  }

  /** Part of the subject, so that a permission check needs no query. */
  async #withSharing<Sharing extends Subject & { roles: readonly OrganizationRole[] }>(subject: Sharing): Promise<Sharing> {
    const producers = await this.#parts.sharing.producersFor(subject.roles.map(({ organizationId }) => organizationId))
    if (producers.size === 0) return subject
    const roles = subject.roles.map((role) => {
      const sharedFrom = producers.get(role.organizationId)
      return sharedFrom === undefined ? role : { ...role, sharedFrom }
    })
    return { ...subject, roles }
  }
}

/** An organization's own token manages everything in it; `permissions` names the exceptions. */
function organizationTokenRole(organizationId: OrganizationId): OrganizationRole {
  const access = { 'manage-modules': true, 'manage-vcs-settings': true, 'manage-membership': true, 'manage-teams': true }
  return { organizationId, owner: true, access }
}
