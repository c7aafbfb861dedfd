import type { Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { NewOrganization, OrganizationFounding } from '../organizations/index.ts'
import { DEFAULT_PROJECT, newProject } from './project.ts'
import { ProjectRows } from './project-rows.ts'

/** Gives a new organization its default project. */
export class DefaultProjectFounding implements OrganizationFounding {
  readonly #clock: Clock

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock
  }

  async found(tx: Queries, { id, defaultProjectId }: NewOrganization): Promise<void> {
    await new ProjectRows(tx).insert({ ...newProject(id, this.#clock.now(), defaultProjectId), name: DEFAULT_PROJECT })
  }
}
