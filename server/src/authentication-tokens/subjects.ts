// From a checked credential to the subject it stands for, with everything a permission check needs.
import type { AccountRoles } from '../accounts/index.ts'
import type { OrganizationId, UserId } from '../kernel/index.ts'
import type { ModuleSharingRows } from '../organizations/index.ts'
import type { OrganizationRole, Subject } from '../permissions/index.ts'
import type { TokenOwner } from './token/authentication-token.ts'

export interface SubjectsParts {
  roles: AccountRoles
  sharing: Pick<ModuleSharingRows, 'producersFor'>
}

export class Subjects {
  readonly #parts: SubjectsParts

  constructor(parts: SubjectsParts) {
    this.#parts = parts
  }

  /** @returns undefined when the owner is gone, or a suspended user */
  async ofToken(owner: TokenOwner): Promise<Subject | undefined> {
    const { roles } = this.#parts
    switch (owner.kind) {
      case 'user': {
        const standing = await roles.rolesByToken(owner.userId)
        return standing && (await this.#withSharing({ kind: 'user', userId: owner.userId, ...standing }))
      }
      case 'team': {
        const role = await roles.roleOfTeam(owner.teamId)
        return role && (await this.#withSharing({ kind: 'team', teamId: owner.teamId, roles: [role] }))
      }
      case 'organization':
        return await this.#withSharing({ kind: 'organization', roles: [organizationTokenRole(owner.organizationId)] })
      case 'audit-trails':
        return { kind: 'audit-trails', organizationId: owner.organizationId, roles: [] }
    }
  }

  /** The user in person, whom no organization refuses. @returns undefined when the user is gone or suspended */
  async ofUser(userId: UserId): Promise<Extract<Subject, { kind: 'user' }> | undefined> {
    const standing = await this.#parts.roles.rolesOf(userId)
    return standing && (await this.#withSharing({ kind: 'user', userId, ...standing }))
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
