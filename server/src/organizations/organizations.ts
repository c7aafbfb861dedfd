import type { AccessChanges, AuditFact } from '../audit-trail/index.ts'
import { type Queries, uniquely } from '../database/index.ts'
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
  type UserId,
} from '../kernel/index.ts'
import { authorize, canCreateOrganization, type OrganizationAction, type Subject } from '../permissions/index.ts'
import { emailProblems } from './email-address.ts'
import { eraseOrganization } from './erasure.ts'
import { NAME_TAKEN, newNameProblems, type Organization, organizationNameProblems } from './organization.ts'
import { type OrganizationFilter, OrganizationRows } from './organization-rows.ts'
import type { AfterCommit, AgentPoolLookup, OrganizationDeletion, OrganizationFounding, OrganizationRenaming } from './ports.ts'
import { keepQuota, type Quotas } from './quotas.ts'
import { DEFAULT_SETTINGS, mergeSettings } from './settings.ts'

export interface OrganizationsParts {
  queries: Queries
  clock: Clock
  founding: OrganizationFounding
  renamings: readonly OrganizationRenaming[]
  deletions?: readonly OrganizationDeletion[] | undefined
  agentPools: AgentPoolLookup
  accessChanges: AccessChanges
  /** none when absent */
  quotas?: Quotas | undefined
}

export interface OrganizationChanges {
  name?: string | undefined
  email?: string | undefined
  /** only with the setting `default-execution-mode` at `agent`, and dropped by itself with any other; null: none */
  defaultAgentPoolId?: AgentPoolId | null | undefined
  /** under the API's names; laid over the present settings */
  settings?: Readonly<Record<string, unknown>> | undefined
}

export class Organizations {
  readonly #parts: OrganizationsParts
  readonly #rows: OrganizationRows

  constructor(parts: OrganizationsParts) {
    this.#parts = parts
    this.#rows = new OrganizationRows(parts.queries)
  }

  /**
   * The creating user becomes an active member in the owners team, in the same transaction.
   * @throws Invalid when the name is taken, a rule is broken, or the user has created as many as they may; NotFound for tokens
   *   of teams and organizations
   */
  async create(subject: Subject, wanted: OrganizationChanges & { name: string; email: string }): Promise<Organization> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    if (subject.kind !== 'user' || !canCreateOrganization(subject)) throw new NotFound('only users can create organizations')
    const now = this.#parts.clock.now()
    const defaultProjectId = newId('project')
    const blank = { id: newId('organization'), name: '', email: '', settings: DEFAULT_SETTINGS, createdAt: now, updatedAt: now }
    const organization = changed({ ...blank, defaultProjectId, defaultAgentPoolId: null }, wanted, now)
    await this.#checkAgentPool(organization)
    return await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        await this.#keepQuota(tx, subject.userId)
        if (!(await new OrganizationRows(tx).insert(organization, subject.userId))) throw new Invalid([NAME_TAKEN])
        await this.#parts.founding.found(tx, { id: organization.id, foundedBy: subject.userId, defaultProjectId })
        return organization
      },
      (created) => ({ action: 'create', ...audited(created) }),
    )
  }

  async #keepQuota(tx: Queries, userId: UserId): Promise<void> {
    const limit = this.#parts.quotas?.user.organizations
    if (limit === undefined) return
    const rows = new OrganizationRows(tx)
    await rows.lockCreator(userId)
    keepQuota('user', limit, 'organizations', (await rows.countCreatedBy(userId)) + 1)
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

  /** Names for documents of other domains: asks no permission. Without organizations that are gone. */
  async namesOf(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, string>> {
    return await this.#rows.namesOf(ids)
  }

  /** The subject's own, in the order of names. @param request all of them on one page when undefined */
  async list(subject: Subject, filter: OrganizationFilter, request?: PageRequest): Promise<Page<Organization>> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const ids = subject.roles.map((role) => role.organizationId)
    return request === undefined ? await this.#rows.all(ids, filter) : await this.#rows.page(ids, filter, request)
  }

  /** A new name changes the namespace of all modules, in the same transaction. */
  async update(subject: Subject, name: string, changes: OrganizationChanges): Promise<Organization> {
    const found = await this.permitted(subject, 'update', name)
    await this.#checkAgentPool(changed(found, changes, found.updatedAt))
    const { organization, committed } = await uniquely(
      () =>
        this.#parts.accessChanges.make(
          subject,
          async (tx) => {
            // A concurrent change or renaming may have come first; this one must not undo it.
            const current = await new OrganizationRows(tx).locked(found.id)
            if (current === undefined) throw new NotFound(`organization ${name} not found`)
            return await this.#change(tx, current, changes)
          },
          (change) => ({ action: 'update', ...audited(change.organization) }),
        ),
      () => new Invalid([NAME_TAKEN]),
    )
    for (const tell of committed) tell()
    return organization
  }

  async #change(
    tx: Queries,
    current: Organization,
    changes: OrganizationChanges,
  ): Promise<{ organization: Organization; committed: AfterCommit[] }> {
    const { clock, renamings } = this.#parts
    const committed: AfterCommit[] = []
    const organization = changed(current, changes, clock.now())
    await new OrganizationRows(tx).update(organization)
    if (changes.settings !== undefined) {
      for (const follower of renamings) committed.push(await follower.settingsChanged(tx, organization.id))
    }
    if (organization.name !== current.name) {
      const renaming = { id: organization.id, from: current.name, to: organization.name }
      for (const follower of renamings) committed.push(await follower.renamed(tx, renaming))
    }
    return { organization, committed }
  }

  /** Everything the organization has goes with it. */
  async delete(subject: Subject, name: string): Promise<void> {
    const { id } = await this.permitted(subject, 'delete', name)
    await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        const organization = await new OrganizationRows(tx).locked(id)
        if (organization === undefined) throw new NotFound(`organization ${name} not found`)
        await eraseOrganization(tx, id, this.#parts.deletions)
        return organization
      },
      (organization) => ({ action: 'destroy', ...audited(organization) }),
    )
  }

  /**
   * The way in for every request that names an organization. It finds and authorizes in one step, so that a missing
   * organization and a forbidden one look the same.
   * @throws Unauthenticated without a credential; NotFound when it does not exist or the subject may not do this
   */
  async permitted(subject: Subject, action: OrganizationAction, name: string): Promise<Organization> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const organization = await this.#rows.byName(name)
    if (organization === undefined) throw new NotFound(`organization ${name} not found`)
    authorize(subject, action, organization.id, `organization ${name}`)
    return organization
  }

  /** @throws Invalid when the organization has no such agent pool */
  async #checkAgentPool({ id, defaultAgentPoolId }: Organization): Promise<void> {
    if (defaultAgentPoolId === null || (await this.#parts.agentPools.hasAgentPool(id, defaultAgentPoolId))) return
    throw new Invalid(NO_AGENT_POOL, AGENT_POOL)
  }
}

function audited({ id, name }: Organization): Pick<AuditFact, 'resource'> & { organizationId: OrganizationId } {
  return { resource: { type: 'organization', id, meta: { name } }, organizationId: id }
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
  if (name !== current.name) problems.push(...newNameProblems(name))
  if (!byAgents && changes.defaultAgentPoolId) problems.push({ detail: AGENT_MODE_ONLY, pointer: AGENT_POOL })
  if (problems.length > 0 || isProblems(settings)) throw new Invalid(problems)
  const pool = changes.defaultAgentPoolId === undefined ? current.defaultAgentPoolId : changes.defaultAgentPoolId
  const defaultAgentPoolId = byAgents ? pool : null
  return { ...current, name, email, settings, defaultAgentPoolId, updatedAt: now }
}

function isProblems(settings: ReturnType<typeof mergeSettings>): settings is Extract<ReturnType<typeof mergeSettings>, unknown[]> {
  return Array.isArray(settings)
}
