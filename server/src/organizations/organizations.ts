import { isUniqueViolation, type Queries } from '../database/index.ts'
import { authorize, canCreateOrganization, type OrganizationAction, type Subject } from '../permissions/index.ts'
import {
  type Clock,
  Invalid,
  NotFound,
  newId,
  type OrganizationId,
  type Page,
  type PageRequest,
  Unauthenticated,
} from '../platform/kernel/index.ts'
import { emailProblems } from './email-address.ts'
import { NAME_TAKEN, type Organization, organizationNameProblems } from './organization.ts'
import type { AccessChanges, OrganizationFounding, OrganizationRenaming } from './ports.ts'
import { type OrganizationFilter, OrganizationRepository } from './repository.ts'
import { DEFAULT_SETTINGS, mergeSettings } from './settings.ts'

export interface OrganizationsDependencies {
  database: Queries
  clock: Clock
  founding: OrganizationFounding
  renamings: readonly OrganizationRenaming[]
  accessChanges: AccessChanges
}

export interface OrganizationChanges {
  name?: string | undefined
  email?: string | undefined
  /** under the API's names; laid over the present settings */
  settings?: Readonly<Record<string, unknown>> | undefined
}

export class Organizations {
  readonly #dependencies: OrganizationsDependencies
  readonly #repository: OrganizationRepository

  constructor(dependencies: OrganizationsDependencies) {
    this.#dependencies = dependencies
    this.#repository = new OrganizationRepository(dependencies.database)
  }

  /**
   * The creating user becomes an active member in the owners team, in the same transaction.
   * @throws Invalid when the name is taken or a rule is broken; NotFound for tokens of teams and organizations
   */
  async create(subject: Subject, wanted: OrganizationChanges & { name: string; email: string }): Promise<Organization> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    if (subject.kind !== 'user' || !canCreateOrganization(subject)) throw new NotFound('only users can create organizations')
    const now = this.#dependencies.clock.now()
    const blank = { id: newId('organization'), name: '', email: '', settings: DEFAULT_SETTINGS, createdAt: now, updatedAt: now }
    const organization = changed(blank, wanted, now)
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const inserted = await new OrganizationRepository(transaction).insert(organization)
      if (!inserted) throw new Invalid([NAME_TAKEN])
      await this.#dependencies.founding.found(transaction, { id: organization.id, foundedBy: subject.userId })
    })
    this.#dependencies.accessChanges.accessChanged()
    return organization
  }

  async read(subject: Subject, name: string): Promise<Organization> {
    return await this.permitted(subject, 'read', name)
  }

  /** @throws NotFound when there is none with this id that the subject may read */
  async readById(subject: Subject, id: OrganizationId): Promise<Organization> {
    authorize(subject, 'read', id, `organization ${id}`)
    const organization = await this.#repository.byId(id)
    if (organization === undefined) throw new NotFound(`organization ${id} not found`)
    return organization
  }

  /** Those the subject belongs to, in the order of names. */
  async list(subject: Subject, filter: OrganizationFilter, request: PageRequest): Promise<Page<Organization>> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const ids = subject.roles.map((role) => role.organizationId)
    return await this.#repository.page(ids, filter, request)
  }

  /** A new name changes the namespace of all modules, in the same transaction. */
  async update(subject: Subject, name: string, changes: OrganizationChanges): Promise<Organization> {
    const current = await this.permitted(subject, 'update', name)
    const organization = changed(current, changes, this.#dependencies.clock.now())
    try {
      await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
        await new OrganizationRepository(transaction).update(organization)
        if (changes.settings !== undefined) {
          for (const follower of this.#dependencies.renamings) await follower.settingsChanged?.(transaction, organization.id)
        }
        if (organization.name === current.name) return
        const renaming = { id: organization.id, from: current.name, to: organization.name }
        for (const follower of this.#dependencies.renamings) await follower.renamed(transaction, renaming)
      })
    } catch (error) {
      if (isUniqueViolation(error)) throw new Invalid([NAME_TAKEN])
      throw error
    }
    this.#dependencies.accessChanges.accessChanged()
    return organization
  }

  /** Everything the organization has goes with it: the tables say so themselves. */
  async delete(subject: Subject, name: string): Promise<void> {
    const { id } = await this.permitted(subject, 'delete', name)
    await this.#repository.delete(id)
    this.#dependencies.accessChanges.accessChanged()
  }

  /**
   * The way in for every request that names an organization: finds it and checks the permission in one step, so that
   * one that does not exist and one that is not the subject's look the same.
   * @throws Unauthenticated without a credential; NotFound when it does not exist or the subject may not do this
   */
  async permitted(subject: Subject, action: OrganizationAction, name: string): Promise<Organization> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const organization = await this.#repository.byName(name)
    if (organization === undefined) throw new NotFound(`organization ${name} not found`)
    authorize(subject, action, organization.id, `organization ${name}`)
    return organization
  }
}

/** @throws Invalid with every problem of the result */
function changed(current: Organization, changes: OrganizationChanges, now: number): Organization {
  const name = changes.name ?? current.name
  const email = changes.email ?? current.email
  const settings = mergeSettings(current.settings, changes.settings ?? {})
  const problems = [...organizationNameProblems(name), ...emailProblems(email), ...(isProblems(settings) ? settings : [])]
  if (problems.length > 0 || isProblems(settings)) throw new Invalid(problems)
  return { ...current, name, email, settings, updatedAt: now }
}

function isProblems(settings: ReturnType<typeof mergeSettings>): settings is Extract<ReturnType<typeof mergeSettings>, unknown[]> {
  return Array.isArray(settings)
}
