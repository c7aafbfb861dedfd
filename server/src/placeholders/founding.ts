import type { Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { NewOrganization, OrganizationFounding } from '../organizations/index.ts'
import { DEFAULT_PROJECT, newProject } from './project.ts'
import { ProjectRows } from './project-rows.ts'

export interface DefaultProjectFoundingParts {
  clock: Clock
}

/** Gives a new organization its default project. */
export class DefaultProjectFounding implements OrganizationFounding {
  readonly #parts: DefaultProjectFoundingParts

  constructor(parts: DefaultProjectFoundingParts) {
    this.#parts = parts
  }

  async found(tx: Queries, { id, defaultProjectId }: NewOrganization): Promise<void> {
    await new ProjectRows(tx).insert({ ...newProject(id, this.#parts.clock.now(), defaultProjectId), name: DEFAULT_PROJECT })
  }
}
