import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { AgentPoolId, OrganizationId, ProjectId } from '../kernel/index.ts'
import type { AgentPool, Project } from './placeholder.ts'

type Tables = Pick<Schema, 'projects' | 'agent_pools'>

export class PlaceholderRows {
  readonly #database: Kysely<Tables>

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  async insertProject(project: Project): Promise<void> {
    await this.#database.insertInto('projects').values(projectRow(project)).execute()
  }

  async updateProject(project: Project): Promise<void> {
    const { id, organization_id: _, ...changes } = projectRow(project)
    await this.#database.updateTable('projects').set(changes).where('id', '=', id).execute()
  }

  async deleteProject(id: ProjectId): Promise<void> {
    await this.#database.deleteFrom('projects').where('id', '=', id).execute()
  }

  async project(id: ProjectId): Promise<Project | undefined> {
    const row = await this.#database.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : projectOf(row)
  }

  /** In the order of names. */
  async projectsOf(organizationId: OrganizationId): Promise<Project[]> {
    const all = this.#database.selectFrom('projects').selectAll().where('organization_id', '=', organizationId)
    return (await all.orderBy('name_lower').execute()).map(projectOf)
  }

  async insertAgentPool(pool: AgentPool): Promise<void> {
    await this.#database.insertInto('agent_pools').values(agentPoolRow(pool)).execute()
  }

  async updateAgentPool(pool: AgentPool): Promise<void> {
    const { id, organization_id: _, ...changes } = agentPoolRow(pool)
    await this.#database.updateTable('agent_pools').set(changes).where('id', '=', id).execute()
  }

  async deleteAgentPool(id: AgentPoolId): Promise<void> {
    await this.#database.deleteFrom('agent_pools').where('id', '=', id).execute()
  }

  async agentPool(id: AgentPoolId): Promise<AgentPool | undefined> {
    const row = await this.#database.selectFrom('agent_pools').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : agentPoolOf(row)
  }

  /** In the order of names. */
  async agentPoolsOf(organizationId: OrganizationId): Promise<AgentPool[]> {
    const all = this.#database.selectFrom('agent_pools').selectAll().where('organization_id', '=', organizationId)
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
