import { isUniqueViolation } from '../database/index.ts'
import { emailProblems, type Organizations } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import { Invalid, newId, type OrganizationId } from '../platform/kernel/index.ts'
import type { Membership } from './membership.ts'
import { AccountRepository } from './repository.ts'
import type { AccountsDependencies } from './users.ts'

const TAKEN = { detail: 'Email belongs to a member of the organization already', pointer: '/data/attributes/email' }

export class Memberships {
  readonly #dependencies: AccountsDependencies
  readonly #organizations: Pick<Organizations, 'permitted'>

  constructor(dependencies: AccountsDependencies, organizations: Pick<Organizations, 'permitted'>) {
    this.#dependencies = dependencies
    this.#organizations = organizations
  }

  /**
   * Somebody who has an account here becomes a member at once; for others the invitation waits.
   * @throws Invalid when the address is wrong or belongs to a member already
   */
  async invite(subject: Subject, organizationName: string, invitation: { email: string }): Promise<Membership> {
    const organization = await this.#organizations.permitted(subject, 'manage-membership', organizationName)
    const problems = emailProblems(invitation.email)
    if (problems.length > 0) throw new Invalid(problems)
    const email = invitation.email.toLowerCase()
    const membership = await this.#insert(organization.id, email)
    this.#dependencies.accessChanges.accessChanged()
    return membership
  }

  async #insert(organizationId: OrganizationId, email: string): Promise<Membership> {
    const accounts = new AccountRepository(this.#dependencies.database)
    const user = await accounts.userByEmail(email)
    const byUser = user === undefined ? undefined : await accounts.membershipOfUser(organizationId, user.id)
    if ((byUser ?? (await accounts.membershipByEmail(organizationId, email))) !== undefined) throw new Invalid([TAKEN])
    const membership: Membership = {
      id: newId('organization-membership'),
      organizationId,
      userId: user?.id ?? null,
      email,
      status: user === undefined ? 'invited' : 'active',
      createdAt: this.#dependencies.clock.now(),
    }
    try {
      await accounts.insertMembership(membership)
    } catch (error) {
      if (isUniqueViolation(error)) throw new Invalid([TAKEN])
      throw error
    }
    return membership
  }
}
