import { type GithubAppInstallationId, NotFound, type Page, type PageRequest, Unauthenticated } from '../../kernel/index.ts'
import { authorize, can, type Subject } from '../../permissions/index.ts'
import type { VcsParts } from '../connections/connections.ts'
import type { GithubAppInstallation } from './github-app.ts'
import { type InstallationFilter, InstallationRows } from './installation-rows.ts'
import { isTheirs } from './installation-use.ts'

export class GithubAppInstallations {
  readonly #rows: InstallationRows

  constructor({ queries }: Pick<VcsParts, 'queries'>) {
    this.#rows = new InstallationRows(queries)
  }

  /** From all organizations whose connections the subject may see, ordered by name; site administrators see every one. */
  async list(subject: Subject, filter: InstallationFilter, request: PageRequest): Promise<Page<GithubAppInstallation>> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const wanted = filter.organizationId
    const ids = subject.roles.map(({ organizationId }) => organizationId).filter((id) => can(subject, 'read-vcs-settings', id))
    if (wanted !== undefined) return await this.#rows.ofOrganizations(ids.includes(wanted) ? [wanted] : [], filter, request)
    return await this.#rows.ofOrganizations(subject.kind === 'user' && subject.siteAdmin ? undefined : ids, filter, request)
  }

  /** @throws NotFound when the subject may not see it, or it was removed */
  async read(subject: Subject, id: GithubAppInstallationId): Promise<GithubAppInstallation> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const what = `GitHub App installation ${id}`
    const installation = await this.#rows.byId(id)
    if (installation === undefined || installation.removedAt !== null) throw new NotFound(`${what} not found`)
    if (!isTheirs(subject, installation)) authorize(subject, 'read-vcs-settings', installation.organizationId, what)
    return installation
  }
}
