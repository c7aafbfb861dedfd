import { Invalid, NotFound, Unauthenticated, type UserId } from '../kernel/index.ts'
import { emailProblems } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import { changeUser } from './people/change-user.ts'
import { MembershipRows } from './people/membership-rows.ts'
import type { AccountsParts } from './people/parts.ts'
import { type User, usernameProblems } from './people/user.ts'
import { takenBy, UserRows } from './people/user-rows.ts'

export class Users {
  readonly #parts: AccountsParts
  readonly #rows: UserRows

  constructor(parts: AccountsParts) {
    this.#parts = parts
    this.#rows = new UserRows(parts.queries)
  }

  /** @throws NotFound for tokens of teams and organizations */
  async current(subject: Subject): Promise<User> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    if (subject.kind !== 'user') throw new NotFound('this token does not belong to a user')
    return await this.read(subject, subject.userId)
  }

  /**
   * One's own user name, at once, and e-mail address. Invitations are matched by address, so a new one waits until an
   * operator confirms it. Site administrators confirm their own.
   * @throws Invalid naming every field that breaks a rule or is taken
   */
  async update(subject: Subject, { username, email }: { username?: string | undefined; email?: string | undefined }): Promise<User> {
    const { id, ...known } = await this.current(subject)
    const problems = [...usernameProblems(username ?? known.username), ...emailProblems(email ?? known.email)]
    if (problems.length > 0) throw new Invalid(problems)
    return await changeUser(this.#parts, { actor: subject, id }, async (tx, current) => {
      const user: User = { ...current, username: username ?? current.username }
      if (email !== undefined && current.siteAdmin) user.email = email
      if (email !== undefined) user.unconfirmedEmail = current.siteAdmin || email === current.email ? null : email
      // Also of an address that only waits.
      const taken = await takenBy(new UserRows(tx), { ...user, email: email ?? user.email })
      if (taken.length > 0) throw new Invalid(taken)
      return user
    })
  }

  /** Oneself, and the members of one's organizations. */
  async read(subject: Subject, id: UserId): Promise<User> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const user = (await this.#mayKnow(subject, id)) ? await this.#rows.userById(id) : undefined
    if (user === undefined) throw new NotFound(`user ${id} not found`)
    return user
  }

  async #mayKnow(subject: Exclude<Subject, { kind: 'anonymous' }>, id: UserId): Promise<boolean> {
    if (subject.kind === 'user' && (subject.userId === id || subject.siteAdmin)) return true
    const organizationIds = subject.roles.map((role) => role.organizationId)
    return await new MembershipRows(this.#parts.queries).belongsToAny(id, organizationIds)
  }
}
