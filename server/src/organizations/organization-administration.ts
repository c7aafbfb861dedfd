// What administrators of the site do with any organization; for everybody else there is nothing here.
import type { AuditTrail } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { NotFound, type OrganizationId, type Page, type PageRequest } from '../kernel/index.ts'
import { authorizeSiteAdmin, type Subject } from '../permissions/index.ts'
import { ModuleSharingRows, NO_ADMINISTRATION, type StoredAdministration } from './module-sharing-rows.ts'
import type { Organization } from './organization.ts'
import { type OrganizationFilter, OrganizationRows } from './organization-rows.ts'
import type { Organizations } from './organizations.ts'
import type { AccessChanges } from './ports.ts'

export interface AdministeredOrganization {
  organization: Organization
  administration: StoredAdministration
}

export interface AdministrationParts {
  database: Queries
  organizations: Organizations
  accessChanges: AccessChanges
  trail: Pick<AuditTrail, 'record'>
}

interface AdministrativeChange {
  subject: Subject
  action: string
  organization: Organization
  meta: Readonly<Record<string, unknown>>
}

const EVERYTHING = { number: 1, size: 10_000 }

export class OrganizationAdministration {
  readonly #parts: AdministrationParts
  readonly #rows: OrganizationRows
  readonly #sharing: ModuleSharingRows

  constructor(parts: AdministrationParts) {
    this.#parts = parts
    this.#rows = new OrganizationRows(parts.database)
    this.#sharing = new ModuleSharingRows(parts.database)
  }

  /** @throws NotFound for everybody but administrators of the site */
  requireAdministrator(subject: Subject): void {
    authorizeSiteAdmin(subject)
  }

  /** All of the site, in the order of names. @throws NotFound for everybody but administrators of the site, like all of this */
  async list(subject: Subject, filter: OrganizationFilter, request: PageRequest): Promise<Page<AdministeredOrganization>> {
    authorizeSiteAdmin(subject)
    return this.#administered(await this.#rows.page('all', filter, request))
  }

  async read(subject: Subject, name: string): Promise<AdministeredOrganization> {
    const organization = await this.#find(subject, name)
    return { organization, administration: await administrationOf(this.#sharing, organization) }
  }

  /** Sharing with all and sharing with some are alternatives: the one that was chosen last holds. */
  async update(
    subject: Subject,
    name: string,
    { globalModuleSharing, settings }: Partial<StoredAdministration>,
  ): Promise<AdministeredOrganization> {
    const organization = await this.#find(subject, name)
    const meta = { name: organization.name, global_module_sharing: globalModuleSharing, settings }
    await this.#change({ subject, action: 'administrate', organization, meta }, async (sharing) => {
      const present = await administrationOf(sharing, organization)
      const changed = {
        globalModuleSharing: globalModuleSharing ?? present.globalModuleSharing,
        settings: { ...present.settings, ...settings },
      }
      await sharing.saveAdministration(organization.id, changed)
      if (globalModuleSharing === true) await sharing.setConsumers(organization.id, [])
    })
    return { organization, administration: await administrationOf(this.#sharing, organization) }
  }

  /** Everything the organization has goes with it. */
  async delete(subject: Subject, name: string): Promise<void> {
    const organization = await this.#find(subject, name)
    const meta = { name: organization.name }
    await this.#change({ subject, action: 'destroy', organization, meta }, async (_sharing, transaction) => {
      await this.#parts.organizations.erase(transaction, organization.id)
    })
  }

  async consumers(subject: Subject, name: string): Promise<Page<AdministeredOrganization>> {
    const { id } = await this.#find(subject, name)
    return this.#administered(await this.#rows.page(await this.#sharing.consumersOf(id), {}, EVERYTHING))
  }

  /** @param consumers names; they replace those there were @throws NotFound when one does not exist: nothing changes then */
  async setConsumers(subject: Subject, name: string, consumers: readonly string[]): Promise<void> {
    const organization = await this.#find(subject, name)
    const ids: OrganizationId[] = []
    for (const consumer of consumers) ids.push((await this.#find(subject, consumer)).id)
    const meta = { name: organization.name, module_consumers: consumers }
    await this.#change({ subject, action: 'update_module_consumers', organization, meta }, async (sharing) => {
      await sharing.setConsumers(organization.id, ids)
      if (ids.length === 0) return
      const present = await administrationOf(sharing, organization)
      await sharing.saveAdministration(organization.id, { ...present, globalModuleSharing: false })
    })
  }

  /** The consumer's view, for its members: whose modules it may read. */
  async producers(subject: Subject, name: string, request: PageRequest): Promise<Page<Organization>> {
    const { id } = await this.#parts.organizations.read(subject, name)
    const producers = (await this.#sharing.producersFor([id])).get(id) ?? new Set()
    return await this.#rows.page([...producers], {}, request)
  }

  async #find(subject: Subject, name: string): Promise<Organization> {
    authorizeSiteAdmin(subject)
    const organization = await this.#rows.byName(name)
    if (organization === undefined) throw new NotFound(`organization ${name} not found`)
    return organization
  }

  /** One transaction with its entry in the organization's audit trail; one at a time, so that none undoes another. */
  async #change(
    { subject, action, organization: { id, name }, meta }: AdministrativeChange,
    work: (sharing: ModuleSharingRows, transaction: Queries) => Promise<void>,
  ): Promise<void> {
    await this.#parts.database.transaction().execute(async (transaction: Queries) => {
      if ((await new OrganizationRows(transaction).locked(id)) === undefined) throw new NotFound(`organization ${name} not found`)
      await work(new ModuleSharingRows(transaction), transaction)
      await this.#parts.trail.record(transaction, { subject, action, resource: { type: 'organization', id, meta }, organizationId: id })
    })
    this.#parts.accessChanges.accessChanged()
  }

  async #administered(page: Page<Organization>): Promise<Page<AdministeredOrganization>> {
    const administration = await this.#sharing.administrationOf(page.items.map(({ id }) => id))
    const items = page.items.map((organization) => ({
      organization,
      administration: administration.get(organization.id) ?? NO_ADMINISTRATION,
    }))
    return { ...page, items }
  }
}

async function administrationOf(sharing: ModuleSharingRows, { id }: Organization): Promise<StoredAdministration> {
  return (await sharing.administrationOf([id])).get(id) ?? NO_ADMINISTRATION
}
