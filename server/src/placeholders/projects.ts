import { isUniqueViolation, type Queries } from '../database/index.ts'
import { Invalid, NotFound, newId, type ProjectId, Unauthenticated } from '../kernel/index.ts'
import type { Organization } from '../organizations/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../permissions/index.ts'
import type { PlaceholderDependencies } from './dependencies.ts'
import { descriptionProblems, NAME_TAKEN, nameProblems, type Project } from './placeholder.ts'
import { PlaceholderRows } from './placeholder-rows.ts'

export interface ProjectChanges {
  name?: string | undefined
  description?: string | undefined
}

/** Made and changed by owners, since no team can be given a right to projects here. */
export class Projects {
  readonly #dependencies: PlaceholderDependencies
  readonly #rows: PlaceholderRows

  constructor(dependencies: PlaceholderDependencies) {
    this.#dependencies = dependencies
    this.#rows = new PlaceholderRows(dependencies.database)
  }

  async create(subject: Subject, organizationName: string, wanted: ProjectChanges & { name: string }): Promise<Project> {
    const { id: organizationId } = await this.#dependencies.organizations.permitted(subject, 'update', organizationName)
    const now = this.#dependencies.clock.now()
    const blank = { id: newId('project'), organizationId, name: '', description: '', createdAt: now, updatedAt: now }
    const project = changed(blank, wanted, now)
    await this.#write(subject, 'create', project, (rows) => rows.insertProject(project))
    return project
  }

  /** In the order of names. */
  async list(subject: Subject, organizationName: string): Promise<Project[]> {
    const { id } = await this.#dependencies.organizations.permitted(subject, 'read', organizationName)
    return await this.#rows.projectsOf(id)
  }

  async read(subject: Subject, id: ProjectId): Promise<Project> {
    return await this.#permitted(subject, 'read', id)
  }

  async update(subject: Subject, id: ProjectId, changes: ProjectChanges): Promise<Project> {
    const project = changed(await this.#permitted(subject, 'update', id), changes, this.#dependencies.clock.now())
    await this.#write(subject, 'update', project, (rows) => rows.updateProject(project))
    return project
  }

  /** @throws Invalid for the default project */
  async delete(subject: Subject, id: ProjectId): Promise<void> {
    const project = await this.#permitted(subject, 'update', id)
    const organization = await this.#dependencies.organizations.readById(subject, project.organizationId)
    if (organization.defaultProjectId === id) throw new Invalid('The default project cannot be deleted')
    await this.#write(subject, 'destroy', project, (rows) => rows.deleteProject(id))
  }

  /** Asks no permission: for who may read the organization. */
  async defaultOf({ defaultProjectId }: Organization): Promise<Project | undefined> {
    return defaultProjectId === null ? undefined : await this.#rows.project(defaultProjectId)
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: ProjectId): Promise<Project> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const project = await this.#rows.project(id)
    if (project === undefined) throw new NotFound(`project ${id} not found`)
    authorize(subject, action, project.organizationId, `project ${id}`)
    return project
  }

  async #write(subject: Subject, action: string, project: Project, change: (rows: PlaceholderRows) => Promise<void>): Promise<void> {
    const { id, name, organizationId } = project
    const resource = { type: 'project', id, meta: { name } }
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
function changed(current: Project, { name = current.name, description = current.description }: ProjectChanges, now: number): Project {
  const problems = [...nameProblems(name), ...descriptionProblems(description)]
  if (problems.length > 0) throw new Invalid(problems)
  return { ...current, name, description, updatedAt: now }
}
