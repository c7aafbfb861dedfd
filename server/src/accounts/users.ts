import type { Queries } from '../database/index.ts'
import { type AccessChanges, emailProblems } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import { type Clock, Invalid, NotFound, newId, type Problem, Unauthenticated, type UserId } from '../platform/kernel/index.ts'
import { AccountRepository } from './repository.ts'
import { EMAIL_TAKEN, USERNAME_TAKEN, type User, usernameProblems } from './user.ts'

export interface AccountsDependencies {
  database: Queries
  clock: Clock
  accessChanges: AccessChanges
}

export interface UserRegistration {
  username: string
  email: string
  siteAdmin: boolean
}

export class Users {
  readonly #dependencies: AccountsDependencies
  readonly #repository: AccountRepository

  constructor(dependencies: AccountsDependencies) {
    this.#dependencies = dependencies
    this.#repository = new AccountRepository(dependencies.database)
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
    const user: User = { id: newId('user'), ...registration, createdAt: now, updatedAt: now }
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const accounts = new AccountRepository(transaction)
      if (!(await accounts.insertUser(user))) throw new Invalid(await takenBy(accounts, user))
      await accounts.acceptInvitations(user)
    })
    return user
  }

  /**
   * For the operator's command line only: asks no permission.
   * @throws NotFound
   */
  async userNamed(username: string): Promise<User> {
    const user = await this.#repository.userByUsername(username)
    if (user === undefined) throw new NotFound(`user ${username} not found`)
    return user
  }

  /** For the operator's command line only: asks no permission. */
  async isFirstUserMissing(): Promise<boolean> {
    return !(await this.#repository.anyUser())
  }

  /** Who is asking. @throws NotFound for tokens of teams and organizations */
  async current(subject: Subject): Promise<User> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    if (subject.kind !== 'user') throw new NotFound('this token does not belong to a user')
    return await this.read(subject, subject.userId)
  }

  /** Oneself, and the people of the organizations one is in. */
  async read(subject: Subject, id: UserId): Promise<User> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const user = (await this.#mayKnow(subject, id)) ? await this.#repository.userById(id) : undefined
    if (user === undefined) throw new NotFound(`user ${id} not found`)
    return user
  }

  async #mayKnow(subject: Exclude<Subject, { kind: 'anonymous' }>, id: UserId): Promise<boolean> {
    if (subject.kind === 'user' && (subject.userId === id || subject.siteAdmin)) return true
    const organizationIds = subject.roles.map((role) => role.organizationId)
    return await this.#repository.belongsToAny(id, organizationIds)
  }
}

async function takenBy(accounts: AccountRepository, user: User): Promise<Problem[]> {
  const problems: Problem[] = []
  if ((await accounts.userByUsername(user.username)) !== undefined) problems.push(USERNAME_TAKEN)
  if ((await accounts.userByEmail(user.email)) !== undefined) problems.push(EMAIL_TAKEN)
  return problems
}
