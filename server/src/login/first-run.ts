// Setting up with a browser: the first user and the first organization.
import { type FirstUser, type FirstUserWanted, firstUserProblems, type Proven } from '../accounts/index.ts'
import { Conflict, Invalid } from '../kernel/index.ts'
import { newOrganizationProblems, type Organizations } from '../organizations/index.ts'
import { isSetUpCode } from './set-up-code.ts'
import { userSubject } from './user-subject.ts'

export interface FirstRunParts {
  firstUser: FirstUser
  organizations: Pick<Organizations, 'create'>
  /** that the server prints */
  code: string
}

export interface SetUp extends FirstUserWanted {
  code: string
  organization: string
}

export class FirstRun {
  readonly #parts: FirstRunParts

  constructor(parts: FirstRunParts) {
    this.#parts = parts
  }

  get code(): string {
    return this.#parts.code
  }

  /** Whether setting up is open: until there was a user, however they were created. */
  async isOpen(): Promise<boolean> {
    return await this.#parts.firstUser.isAwaited()
  }

  /**
   * @returns the first user, signed in by the password that they chose
   * @throws Invalid naming every field that breaks a rule, the code among them; Conflict when there was a user before
   */
  async setUp({ code, organization: name, ...wanted }: SetUp): Promise<Proven> {
    if (!(await this.isOpen())) throw new Conflict('Terrace has users already: sign in')
    if (!isSetUpCode(code, this.#parts.code)) throw new Invalid('Set-up code is wrong: the server prints it when it starts')
    const problems = [...firstUserProblems(wanted), ...newOrganizationProblems(name)]
    if (problems.length > 0) throw new Invalid(problems)
    const proven = await this.#parts.firstUser.create(wanted)
    await this.#parts.organizations.create(userSubject(proven.user.id), { name, email: wanted.email })
    return proven
  }
}
