import type { AuditTrail } from '../audit-trail/index.ts'
import { isUniqueViolation, type Queries } from '../database/index.ts'
import {
  type AgentPoolId,
  type Clock,
  Invalid,
  NotFound,
  newId,
  type OrganizationId,
  type Page,
  type PageRequest,
  Unauthenticated,
} from '../kernel/index.ts'
import { authorize, canCreateOrganization, type OrganizationAction, type Subject } from '../permissions/index.ts'
import { emailProblems } from './email-address.ts'
import { NAME_TAKEN, type Organization, organizationNameProblems } from './organization.ts'
import { type OrganizationFilter, OrganizationRows } from './organization-rows.ts'
import type {
  AccessChanges,
  AfterCommit,
  AgentPoolLookup,
  OrganizationDeletion,
  OrganizationFounding,
  OrganizationRenaming,
} from './ports.ts'
import { DEFAULT_SETTINGS, mergeSettings, type OrganizationSettings } from './settings.ts'

export interface OrganizationsDependencies {
  database: Queries
  clock: Clock
  founding: OrganizationFounding
  renamings: readonly OrganizationRenaming[]
  deletions?: readonly OrganizationDeletion[] | undefined
  agentPools: AgentPoolLookup
  trail: Pick<AuditTrail, 'record'>
  accessChanges: AccessChanges
}

export interface OrganizationChanges {
  name?: string | undefined
  email?: string | undefined
  /** only with the setting `default-execution-mode` at `agent`, and dropped by itself with any other */
  defaultAgentPoolId?: AgentPoolId | undefined
  /** under the API's names; laid over the present settings */
  settings?: Readonly<Record<string, unknown>> | undefined
}

export class Organizations {
  readonly #dependencies: OrganizationsDependencies
  readonly #rows: OrganizationRows

  constructor(dependencies: OrganizationsDependencies) {
    this.#dependencies = dependencies
    this.#rows = new OrganizationRows(dependencies.database)
  }

  /**
   * The creating user becomes an active member in the owners team, in the same transaction.
   * @throws Invalid when the name is taken or a rule is broken; NotFound for tokens of teams and organizations
   */
  async create(subject: Subject, wanted: OrganizationChanges & { name: string; email: string }): Promise<Organization> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    if (subject.kind !== 'user' || !canCreateOrganization(subject)) throw new NotFound('only users can create organizations')
    const now = this.#dependencies.clock.now()
    const defaultProjectId = newId('project')
    const blank = { id: newId('organization'), name: '', email: '', settings: DEFAULT_SETTINGS, createdAt: now, updatedAt: now }
    const organization = changed({ ...blank, defaultProjectId, defaultAgentPoolId: null }, wanted, now)
    await this.#checkAgentPool(organization)
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const inserted = await new OrganizationRows(transaction).insert(organization)
      if (!inserted) throw new Invalid([NAME_TAKEN])
      await this.#dependencies.founding.found(transaction, { id: organization.id, foundedBy: subject.userId, defaultProjectId })
      await this.#record(transaction, subject, 'create', organization)
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
    const organization = await this.#rows.byId(id)
    if (organization === undefined) throw new NotFound(`organization ${id} not found`)
    return organization
  }

  /** For whoever has checked that they may be named: asks no permission. Ids that are gone are left out. */
  async namesOf(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, string>> {
    return await this.#rows.namesOf(ids)
  }

  /** Those the subject belongs to, in the order of names. */
  async list(subject: Subject, filter: OrganizationFilter, request: PageRequest): Promise<Page<Organization>> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const ids = subject.roles.map((role) => role.organizationId)
    return await this.#rows.page(ids, filter, request)
  }

  /** A new name changes the namespace of all modules, in the same transaction. */
  async update(subject: Subject, name: string, changes: OrganizationChanges): Promise<Organization> {
    const found = await this.permitted(subject, 'update', name)
    await this.#checkAgentPool(changed(found, changes, found.updatedAt))
    const committed: AfterCommit[] = []
    try {
      const organization = await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
        // Somebody else may have changed or renamed it since, and neither change may undo the other.
        const current = await new OrganizationRows(transaction).locked(found.id)
        if (current === undefined) throw new NotFound(`organization ${name} not found`)
        return await this.#change(transaction, subject, { current, changes, committed })
      })
      for (const tell of committed) tell()
      this.#dependencies.accessChanges.accessChanged()
      return organization
    } catch (error) {
      if (isUniqueViolation(error)) throw new Invalid([NAME_TAKEN])
      throw error
    }
  }

  async #change(
    transaction: Queries,
    subject: Subject,
    { current, changes, committed }: { current: Organization; changes: OrganizationChanges; committed: AfterCommit[] },
  ): Promise<Organization> {
    const { clock, renamings } = this.#dependencies
    const organization = changed(current, changes, clock.now())
    await new OrganizationRows(transaction).update(organization)
    await this.#record(transaction, subject, 'update', organization)
    if (changes.settings !== undefined) {
      for (const follower of renamings) committed.push(await follower.settingsChanged(transaction, organization.id))
    }
    if (organization.name !== current.name) {
      const renaming = { id: organization.id, from: current.name, to: organization.name }
      for (const follower of renamings) committed.push(await follower.renamed(transaction, renaming))
    }
    return organization
  }

  /** Everything the organization has goes with it: the tables say so themselves. */
  async delete(subject: Subject, name: string): Promise<void> {
    const organization = await this.permitted(subject, 'delete', name)
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await this.erase(transaction, organization.id)
      await this.#record(transaction, subject, 'destroy', organization)
    })
    this.#dependencies.accessChanges.accessChanged()
  }

  /** Part of the caller's transaction: asks no permission, records nothing. */
  async erase(transaction: Queries, id: OrganizationId): Promise<void> {
    for (const follower of this.#dependencies.deletions ?? []) await follower.deleting(transaction, id)
    await new OrganizationRows(transaction).delete(id)
  }

  /**
   * The way in for every request that names an organization: finds it and checks the permission in one step, so that
   * one that does not exist and one that is not the subject's look the same.
   * @throws Unauthenticated without a credential; NotFound when it does not exist or the subject may not do this
   */
  async permitted(subject: Subject, action: OrganizationAction, name: string): Promise<Organization> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const organization = await this.#rows.byName(name)
    if (organization === undefined) throw new NotFound(`organization ${name} not found`)
    authorize(subject, action, organization.id, `organization ${name}`)
    return organization
  }

  /** Asks no permission: for rules that other domains apply. */
  async settingsOf(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, OrganizationSettings>> {
    return new Map((await this.#rows.byIds(ids)).map(({ id, settings }) => [id, settings]))
  }

  /** @throws Invalid when the organization has no such agent pool */
  async #checkAgentPool({ id, defaultAgentPoolId }: Organization): Promise<void> {
    if (defaultAgentPoolId === null || (await this.#dependencies.agentPools.hasAgentPool(id, defaultAgentPoolId))) return
    throw new Invalid(NO_AGENT_POOL, AGENT_POOL)
  }

  async #record(transaction: Queries, subject: Subject, action: string, { id, name }: Organization): Promise<void> {
    const resource = { type: 'organization', id, meta: { name } }
    await this.#dependencies.trail.record(transaction, { subject, action, resource, organizationId: id })
  }
}

const AGENT_POOL = '/data/relationships/default-agent-pool'
// Both texts are compared by the official client's tests.
const NO_AGENT_POOL = 'the provided agent pool does not exist or you are not authorized to use it'
const AGENT_MODE_ONLY = "Default agent pool must not be specified unless using 'agent' execution mode"

/** @throws Invalid with every problem of the result */
function changed(current: Organization, changes: OrganizationChanges, now: number): Organization {
  const name = changes.name ?? current.name
  const email = changes.email ?? current.email
  const settings = mergeSettings(current.settings, changes.settings ?? {})
  const problems = [...organizationNameProblems(name), ...emailProblems(email), ...(isProblems(settings) ? settings : [])]
  const byAgents = !isProblems(settings) && settings['default-execution-mode'] === 'agent'
  if (!byAgents && changes.defaultAgentPoolId !== undefined) problems.push({ detail: AGENT_MODE_ONLY, pointer: AGENT_POOL })
  if (problems.length > 0 || isProblems(settings)) throw new Invalid(problems)
  const defaultAgentPoolId = byAgents ? (changes.defaultAgentPoolId ?? current.defaultAgentPoolId) : null
  return { ...current, name, email, settings, defaultAgentPoolId, updatedAt: now }
}

function isProblems(settings: ReturnType<typeof mergeSettings>): settings is Extract<ReturnType<typeof mergeSettings>, unknown[]> {
  return Array.isArray(settings)
}
