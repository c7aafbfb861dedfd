import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { AgentPoolId, OrganizationId, ProjectId } from '../kernel/index.ts'
import type { AgentPool, Project } from './placeholder.ts'

type Tables = Pick<Schema, 'projects' | 'agent_pools'>

/** What the service needs of either table. */
export interface PlaceholderTable<Thing, Id> {
  insert(thing: Thing): Promise<void>
  update(thing: Thing): Promise<void>
  delete(id: Id): Promise<void>
  byId(id: Id): Promise<Thing | undefined>
  /** As it is now, and kept from changing until the transaction ends. */
  locked(id: Id): Promise<Thing | undefined>
  /** In the order of names. */
  ofOrganization(organizationId: OrganizationId): Promise<Thing[]>
}

export class ProjectRows implements PlaceholderTable<Project, ProjectId> {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(project: Project): Promise<void> {
    await this.#queries.insertInto('projects').values(projectRow(project)).execute()
  }

  async update(project: Project): Promise<void> {
    const { id, organization_id: _, ...changes } = projectRow(project)
    await this.#queries.updateTable('projects').set(changes).where('id', '=', id).execute()
  }

  async delete(id: ProjectId): Promise<void> {
    await this.#queries.deleteFrom('projects').where('id', '=', id).execute()
  }

  async byId(id: ProjectId): Promise<Project | undefined> {
    const row = await this.#queries.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst()
    return row && projectOf(row)
  }

  async locked(id: ProjectId): Promise<Project | undefined> {
    const same = this.#queries.updateTable('projects').set((project) => ({ name: project.ref('name') }))
    const row = await same.where('id', '=', id).returningAll().executeTakeFirst()
    return row && projectOf(row)
  }

  async ofOrganization(organizationId: OrganizationId): Promise<Project[]> {
    const all = this.#queries.selectFrom('projects').selectAll().where('organization_id', '=', organizationId)
    return (await all.orderBy('name_lower').execute()).map(projectOf)
  }
}

export class AgentPoolRows implements PlaceholderTable<AgentPool, AgentPoolId> {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(pool: AgentPool): Promise<void> {
    await this.#queries.insertInto('agent_pools').values(agentPoolRow(pool)).execute()
  }

  async update(pool: AgentPool): Promise<void> {
    const { id, organization_id: _, ...changes } = agentPoolRow(pool)
    await this.#queries.updateTable('agent_pools').set(changes).where('id', '=', id).execute()
  }

  async delete(id: AgentPoolId): Promise<void> {
    await this.#queries.deleteFrom('agent_pools').where('id', '=', id).execute()
  }

  async byId(id: AgentPoolId): Promise<AgentPool | undefined> {
    const row = await this.#queries.selectFrom('agent_pools').selectAll().where('id', '=', id).executeTakeFirst()
    return row && agentPoolOf(row)
  }

  async locked(id: AgentPoolId): Promise<AgentPool | undefined> {
    const same = this.#queries.updateTable('agent_pools').set((pool) => ({ name: pool.ref('name') }))
    const row = await same.where('id', '=', id).returningAll().executeTakeFirst()
    return row && agentPoolOf(row)
  }

  async ofOrganization(organizationId: OrganizationId): Promise<AgentPool[]> {
    const all = this.#queries.selectFrom('agent_pools').selectAll().where('organization_id', '=', organizationId)
    return (await all.orderBy('name_lower').execute()).map(agentPoolOf)
  }
}

function projectRow(project: Project): Selectable<Schema['projects']> {
  return {
    id: project.id,
    organization_id: project.organizationId,
    name: project.name,
    name_lower: project.name.toLowerCase(),
    description: project.description,
    created_at: project.createdAt,
    updated_at: project.updatedAt,
  }
}

function projectOf(row: Selectable<Schema['projects']>): Project {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    description: row.description,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function agentPoolRow(pool: AgentPool): Selectable<Schema['agent_pools']> {
  return {
    id: pool.id,
    organization_id: pool.organizationId,
    name: pool.name,
    name_lower: pool.name.toLowerCase(),
    organization_scoped: pool.organizationScoped ? 1 : 0,
    created_at: pool.createdAt,
    updated_at: pool.updatedAt,
  }
}

function agentPoolOf(row: Selectable<Schema['agent_pools']>): AgentPool {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    organizationScoped: row.organization_scoped === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
