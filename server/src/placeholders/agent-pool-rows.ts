import type { Kysely, Selectable } from 'kysely'
import { camelCased, type Schema, snakeCased } from '../database/index.ts'
import type { AgentPoolId, OrganizationId, ProjectId } from '../kernel/index.ts'
import type { AgentPool } from './agent-pool.ts'
import type { PlaceholderTable } from './placeholder.ts'

type Tables = Pick<Schema, 'agent_pools' | 'agent_pool_projects'>
type Row = Selectable<Schema['agent_pools']>

export class AgentPoolRows implements PlaceholderTable<AgentPool, AgentPoolId> {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(pool: AgentPool): Promise<void> {
    await this.#queries.insertInto('agent_pools').values(rowOf(pool)).execute()
    await this.#allow(pool)
  }

  async update(pool: AgentPool): Promise<void> {
    const { id, organization_id: _, ...changes } = rowOf(pool)
    await this.#queries.updateTable('agent_pools').set(changes).where('id', '=', id).execute()
    await this.#queries.deleteFrom('agent_pool_projects').where('agent_pool_id', '=', id).execute()
    await this.#allow(pool)
  }

  async delete(id: AgentPoolId): Promise<void> {
    await this.#queries.deleteFrom('agent_pools').where('id', '=', id).execute()
  }

  async byId(id: AgentPoolId): Promise<AgentPool | undefined> {
    return await this.#whole(await this.#queries.selectFrom('agent_pools').selectAll().where('id', '=', id).executeTakeFirst())
  }

  async locked(id: AgentPoolId): Promise<AgentPool | undefined> {
    const same = this.#queries.updateTable('agent_pools').set((pool) => ({ name: pool.ref('name') }))
    return await this.#whole(await same.where('id', '=', id).returningAll().executeTakeFirst())
  }

  async ofOrganization(organizationId: OrganizationId): Promise<AgentPool[]> {
    const all = this.#queries.selectFrom('agent_pools').selectAll().where('organization_id', '=', organizationId)
    return await this.#withProjects(await all.orderBy('name_lower').execute())
  }

  async #allow({ id, allowedProjects }: AgentPool): Promise<void> {
    const rows = allowedProjects.map((project) => ({ agent_pool_id: id, project_id: project }))
    if (rows.length > 0) await this.#queries.insertInto('agent_pool_projects').values(rows).execute()
  }

  async #whole(row: Row | undefined): Promise<AgentPool | undefined> {
    return row === undefined ? undefined : (await this.#withProjects([row]))[0]
  }

  async #withProjects(rows: readonly Row[]): Promise<AgentPool[]> {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const all = this.#queries.selectFrom('agent_pool_projects').selectAll().where('agent_pool_id', 'in', ids).orderBy('project_id')
    const allowed = await all.execute()
    return rows.map((row) =>
      poolOf(
        row,
        allowed.filter(({ agent_pool_id }) => agent_pool_id === row.id).map((each) => each.project_id),
      ),
    )
  }
}

function rowOf(pool: AgentPool): Row {
  const { allowedProjects: _, organizationScoped, ...columns } = pool
  const flags = { organizationScoped: organizationScoped ? (1 as const) : (0 as const) }
  return snakeCased<Row>({ ...columns, ...flags, nameLower: pool.name.toLowerCase() }) as Row
}

function poolOf(row: Row, allowedProjects: readonly ProjectId[]): AgentPool {
  const { nameLower: _, ...pool } = camelCased(row)
  return { ...pool, organizationScoped: row.organization_scoped === 1, allowedProjects }
}
