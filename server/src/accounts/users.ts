import { isUniqueViolation, type Queries } from '../database/index.ts'
import { Invalid, NotFound, newId, type Problem, Unauthenticated, type UserId } from '../kernel/index.ts'
import { emailProblems } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { AccountsDependencies } from './dependencies.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { EMAIL_TAKEN, USERNAME_TAKEN, type User, usernameProblems } from './people/user.ts'
import { UserRows } from './people/user-rows.ts'

export interface UserRegistration {
  username: string
  email: string
  siteAdmin: boolean
}

export class Users {
  readonly #dependencies: AccountsDependencies
  readonly #rows: UserRows

  constructor(dependencies: AccountsDependencies) {
    this.#dependencies = dependencies
    this.#rows = new UserRows(dependencies.database)
  }

  /**
   * For the operator's command line only: asks no permission. Invitations waiting for the address are accepted, since
   * the operator vouches for it.
   * @throws Invalid naming every field that breaks a rule or is taken
   */
  async registerUser(registration: UserRegistration): Promise<User> {
    const problems = [...usernameProblems(registration.username), ...emailProblems(registration.email)]
    if (problems.length > 0) throw new Invalid(problems)
    const now = this.#dependencies.clock.now()
    const user: User = { id: newId('user'), ...registration, unconfirmedEmail: null, suspendedAt: null, createdAt: now, updatedAt: now }
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const users = new UserRows(transaction)
      if (!(await users.insertUser(user))) throw new Invalid(await takenBy(users, user))
      await new MembershipRows(transaction).acceptInvitations(user)
      const { id, username } = user
      const resource = { type: 'user', id, meta: { username } }
      await this.#dependencies.trail.record(transaction, { subject: 'operator', action: 'create', resource, userId: id })
    })
    return user
  }

  /**
   * For the operator's command line only: asks no permission.
   * @throws NotFound
   */
  async userNamed(username: string): Promise<User> {
    const user = await this.#rows.userByUsername(username)
    if (user === undefined) throw new NotFound(`user ${username} not found`)
    return user
  }

  /**
   * The address that the user asked for becomes theirs, and invitations to it are accepted. For the operator's command line
   * only: asks no permission.
   * @throws NotFound when there is no such user; Invalid when none was asked for, or it is taken by now
   */
  async confirmEmail(username: string): Promise<User> {
    const current = await this.userNamed(username)
    if (current.unconfirmedEmail === null) throw new Invalid(`${current.username} has not asked for another address`)
    const user: User = { ...current, email: current.unconfirmedEmail, unconfirmedEmail: null, updatedAt: this.#dependencies.clock.now() }
    const taken = await takenBy(this.#rows, user)
    if (taken.length > 0) throw new Invalid(taken)
    const resource = { type: 'user', id: user.id, meta: { username, email: user.email } }
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await new UserRows(transaction).updateUser(user)
      await new MembershipRows(transaction).acceptInvitations(user)
      await this.#dependencies.trail.record(transaction, { subject: 'operator', action: 'update', resource, userId: user.id })
    })
    this.#dependencies.accessChanges.accessChanged()
    return user
  }

  /** For the operator's command line only: asks no permission. */
  async isFirstUserMissing(): Promise<boolean> {
    return !(await this.#rows.anyUser())
  }

  /** Who is asking. @throws NotFound for tokens of teams and organizations */
  async current(subject: Subject): Promise<User> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    if (subject.kind !== 'user') throw new NotFound('this token does not belong to a user')
    return await this.read(subject, subject.userId)
  }

  /**
   * One's own user name, at once, and e-mail address. Invitations are matched by the address, so a new one is only noted until
   * somebody vouches for it; administrators of the site vouch for themselves.
   * @throws Invalid naming every field that breaks a rule or is taken
   */
  async update(subject: Subject, { username, email }: { username?: string | undefined; email?: string | undefined }): Promise<User> {
    const current = await this.current(subject)
    const problems = [...usernameProblems(username ?? current.username), ...emailProblems(email ?? current.email)]
    if (problems.length > 0) throw new Invalid(problems)
    const user: User = { ...current, username: username ?? current.username, updatedAt: this.#dependencies.clock.now() }
    if (email !== undefined && current.siteAdmin) user.email = email
    if (email !== undefined) user.unconfirmedEmail = current.siteAdmin || email === current.email ? null : email
    const taken = await takenBy(this.#rows, { ...user, email: email ?? user.email })
    if (taken.length > 0) throw new Invalid(taken)
    const resource = { type: 'user', id: user.id, meta: { username: user.username } }
    try {
      await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
        await new UserRows(transaction).updateUser(user)
        await this.#dependencies.trail.record(transaction, { subject, action: 'update', resource, userId: user.id })
      })
    } catch (error) {
      if (isUniqueViolation(error)) throw new Invalid([USERNAME_TAKEN])
      throw error
    }
    return user
  }

  /** Asks no permission: for people whom the subject has got to see already. In the order of user names. */
  async byIds(ids: readonly UserId[]): Promise<User[]> {
    return await this.#rows.usersById(ids)
  }

  /** Oneself, and the people of the organizations one is in. */
  async read(subject: Subject, id: UserId): Promise<User> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const user = (await this.#mayKnow(subject, id)) ? await this.#rows.userById(id) : undefined
    if (user === undefined) throw new NotFound(`user ${id} not found`)
    return user
  }

  async #mayKnow(subject: Exclude<Subject, { kind: 'anonymous' }>, id: UserId): Promise<boolean> {
    if (subject.kind === 'user' && (subject.userId === id || subject.siteAdmin)) return true
    const organizationIds = subject.roles.map((role) => role.organizationId)
    return await new MembershipRows(this.#dependencies.database).belongsToAny(id, organizationIds)
  }
}

async function takenBy(users: UserRows, { id, username, email }: User): Promise<Problem[]> {
  const sameName = await users.userByUsername(username)
  const sameEmail = await users.userByEmail(email)
  return [
    ...(sameName === undefined || sameName.id === id ? [] : [USERNAME_TAKEN]),
    ...(sameEmail === undefined || sameEmail.id === id ? [] : [EMAIL_TAKEN]),
  ]
}
