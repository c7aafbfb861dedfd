import { type GithubAppInstallationId, NotFound, type Page, type PageRequest, Unauthenticated } from '../../kernel/index.ts'
import { authorize, can, type Subject } from '../../permissions/index.ts'
import type { VcsDependencies } from '../connections/connections.ts'
import type { GithubAppInstallation } from './github-app.ts'
import { type InstallationFilter, InstallationRows } from './installation-rows.ts'

export class GithubAppInstallations {
  readonly #rows: InstallationRows

  constructor({ database }: Pick<VcsDependencies, 'database'>) {
    this.#rows = new InstallationRows(database)
  }

  /** Of every organization whose connections the subject may see, in the order of names. */
  async list(subject: Subject, filter: InstallationFilter, request: PageRequest): Promise<Page<GithubAppInstallation>> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const ids = subject.roles
      .map(({ organizationId }) => organizationId)
      .filter((id) => can(subject, 'read-vcs-settings', id))
      .filter((id) => filter.organizationId === undefined || filter.organizationId === id)
    return await this.#rows.ofOrganizations(ids, filter, request)
  }

  /** @throws NotFound when there is none that the subject may see, or it is not installed any more */
  async read(subject: Subject, id: GithubAppInstallationId): Promise<GithubAppInstallation> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const what = `GitHub App installation ${id}`
    const installation = await this.#rows.byId(id)
    if (installation === undefined || installation.removedAt !== null) throw new NotFound(`${what} not found`)
    authorize(subject, 'read-vcs-settings', installation.organizationId, what)
    return installation
  }
}
