import type { Kysely, Selectable } from 'kysely'
import { camelCased, type Schema, snakeCased } from '../database/index.ts'
import type { OrganizationId, ProjectId } from '../kernel/index.ts'
import type { PlaceholderTable } from './placeholder.ts'
import type { Project } from './project.ts'

type Row = Selectable<Schema['projects']>

export class ProjectRows implements PlaceholderTable<Project, ProjectId> {
  readonly #queries: Kysely<Pick<Schema, 'projects'>>

  constructor(queries: Kysely<Pick<Schema, 'projects'>>) {
    this.#queries = queries
  }

  async insert(project: Project): Promise<void> {
    await this.#queries.insertInto('projects').values(rowOf(project)).execute()
  }

  async update(project: Project): Promise<void> {
    const { id, organization_id: _, ...changes } = rowOf(project)
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

function rowOf(project: Project): Row {
  return snakeCased<Row>({ ...project, nameLower: project.name.toLowerCase(), tags: JSON.stringify(project.tags) }) as Row
}

function projectOf(row: Row): Project {
  const { nameLower: _, ...project } = camelCased(row)
  return { ...project, tags: JSON.parse(row.tags) }
}
