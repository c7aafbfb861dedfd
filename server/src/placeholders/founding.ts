import type { Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { NewOrganization, OrganizationFounding } from '../organizations/index.ts'
import { DEFAULT_PROJECT } from './placeholder.ts'
import { ProjectRows } from './placeholder-rows.ts'

/** Gives a new organization its default project. */
export class DefaultProjectFounding implements OrganizationFounding {
  readonly #clock: Clock

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock
  }

  async found(tx: Queries, { id, defaultProjectId }: NewOrganization): Promise<void> {
    const now = this.#clock.now()
    const project = { id: defaultProjectId, organizationId: id, name: DEFAULT_PROJECT, description: '', createdAt: now, updatedAt: now }
    await new ProjectRows(tx).insert(project)
  }
}
