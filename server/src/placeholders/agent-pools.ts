import { isUniqueViolation, type Queries } from '../database/index.ts'
import { type AgentPoolId, Invalid, NotFound, newId, Unauthenticated } from '../kernel/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../permissions/index.ts'
import type { PlaceholderDependencies } from './dependencies.ts'
import { type AgentPool, NAME_TAKEN, nameProblems } from './placeholder.ts'
import { PlaceholderRows } from './placeholder-rows.ts'

export interface AgentPoolChanges {
  name?: string | undefined
  /** true unless told otherwise */
  organizationScoped?: boolean | undefined
}

/** Made and changed by owners, since no team can be given a right to agent pools here. */
export class AgentPools {
  readonly #dependencies: PlaceholderDependencies
  readonly #rows: PlaceholderRows

  constructor(dependencies: PlaceholderDependencies) {
    this.#dependencies = dependencies
    this.#rows = new PlaceholderRows(dependencies.database)
  }

  async create(subject: Subject, organizationName: string, wanted: AgentPoolChanges & { name: string }): Promise<AgentPool> {
    const { id: organizationId } = await this.#dependencies.organizations.permitted(subject, 'update', organizationName)
    const now = this.#dependencies.clock.now()
    const blank = { id: newId('agent-pool'), organizationId, name: '', organizationScoped: true, createdAt: now, updatedAt: now }
    const pool = changed(blank, wanted, now)
    await this.#write(subject, 'create', pool, (rows) => rows.insertAgentPool(pool))
    return pool
  }

  /** In the order of names. */
  async list(subject: Subject, organizationName: string): Promise<AgentPool[]> {
    const { id } = await this.#dependencies.organizations.permitted(subject, 'read', organizationName)
    return await this.#rows.agentPoolsOf(id)
  }

  async read(subject: Subject, id: AgentPoolId): Promise<AgentPool> {
    return await this.#permitted(subject, 'read', id)
  }

  async update(subject: Subject, id: AgentPoolId, changes: AgentPoolChanges): Promise<AgentPool> {
    const pool = changed(await this.#permitted(subject, 'update', id), changes, this.#dependencies.clock.now())
    await this.#write(subject, 'update', pool, (rows) => rows.updateAgentPool(pool))
    return pool
  }

  /** An organization whose default it is has none from then on. */
  async delete(subject: Subject, id: AgentPoolId): Promise<void> {
    const pool = await this.#permitted(subject, 'update', id)
    await this.#write(subject, 'destroy', pool, (rows) => rows.deleteAgentPool(id))
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: AgentPoolId): Promise<AgentPool> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const pool = await this.#rows.agentPool(id)
    if (pool === undefined) throw new NotFound(`agent pool ${id} not found`)
    authorize(subject, action, pool.organizationId, `agent pool ${id}`)
    return pool
  }

  async #write(subject: Subject, action: string, pool: AgentPool, change: (rows: PlaceholderRows) => Promise<void>): Promise<void> {
    const { id, name, organizationId } = pool
    const resource = { type: 'agent_pool', id, meta: { name } }
    try {
      await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
        await change(new PlaceholderRows(transaction))
        await this.#dependencies.trail.record(transaction, { subject, action, resource, organizationId })
      })
    } catch (error) {
      if (isUniqueViolation(error)) throw new Invalid([NAME_TAKEN])
      throw error
    }
  }
}

/** @throws Invalid with every problem of the result */
function changed(current: AgentPool, changes: AgentPoolChanges, now: number): AgentPool {
  const { name = current.name, organizationScoped = current.organizationScoped } = changes
  const problems = nameProblems(name)
  if (problems.length > 0) throw new Invalid(problems)
  return { ...current, name, organizationScoped, updatedAt: now }
}
