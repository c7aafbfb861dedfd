// What site administrators do with any organization. For everybody else nothing is found.
import type { AccessChanges } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { NotFound, type OrganizationId, type Page, type PageRequest } from '../kernel/index.ts'
import { authorizeSiteAdmin, type Subject } from '../permissions/index.ts'
import { eraseOrganization } from './erasure.ts'
import { ModuleSharingRows, NO_ADMINISTRATION, type StoredAdministration } from './module-sharing-rows.ts'
import { type Organization, organizationNameKey } from './organization.ts'
import { type OrganizationFilter, OrganizationRows } from './organization-rows.ts'
import type { Organizations } from './organizations.ts'
import type { OrganizationDeletion } from './ports.ts'

export interface AdministeredOrganization {
  organization: Organization
  administration: StoredAdministration
}

export interface OrganizationAdministrationParts {
  queries: Queries
  organizations: Pick<Organizations, 'read'>
  deletions?: readonly OrganizationDeletion[] | undefined
  accessChanges: AccessChanges
}

interface AdministrativeChange {
  subject: Subject
  action: string
  organization: Organization
  meta: Readonly<Record<string, unknown>>
}

export class OrganizationAdministration {
  readonly #parts: OrganizationAdministrationParts
  readonly #rows: OrganizationRows
  readonly #sharing: ModuleSharingRows

  constructor(parts: OrganizationAdministrationParts) {
    this.#parts = parts
    this.#rows = new OrganizationRows(parts.queries)
    this.#sharing = new ModuleSharingRows(parts.queries)
  }

  /** @throws NotFound for all but site administrators */
  requireAdministrator(subject: Subject): void {
    authorizeSiteAdmin(subject)
  }

  /** All organizations, in the order of names. @throws NotFound for all but site administrators, as most methods here */
  async list(subject: Subject, filter: OrganizationFilter, request: PageRequest): Promise<Page<AdministeredOrganization>> {
    authorizeSiteAdmin(subject)
    return this.#administered(await this.#rows.page('all', filter, request))
  }

  async read(subject: Subject, name: string): Promise<AdministeredOrganization> {
    const organization = await this.#find(subject, name)
    return { organization, administration: await administrationOf(this.#sharing, organization) }
  }

  /** Sharing with all and sharing with some exclude each other: the later choice holds. */
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
    await this.#change({ subject, action: 'destroy', organization, meta }, async (_sharing, tx) => {
      await eraseOrganization(tx, organization.id, this.#parts.deletions)
    })
  }

  async consumers(subject: Subject, name: string): Promise<Page<AdministeredOrganization>> {
    const { id } = await this.#find(subject, name)
    return this.#administered(await this.#rows.all(await this.#sharing.consumersOf(id)))
  }

  /** @param consumers names; they replace the present ones @throws NotFound when one does not exist, and then changes nothing */
  async setConsumers(subject: Subject, name: string, consumers: readonly string[]): Promise<void> {
    const organization = await this.#find(subject, name)
    const known = new Map((await this.#rows.byNames(consumers)).map(({ id, name: each }) => [organizationNameKey(each), id]))
    const ids: OrganizationId[] = consumers.map((consumer) => {
      const id = known.get(organizationNameKey(consumer))
      if (id === undefined) throw new NotFound(`organization ${consumer} not found`)
      return id
    })
    const meta = { name: organization.name, module_consumers: consumers }
    await this.#change({ subject, action: 'update_module_consumers', organization, meta }, async (sharing) => {
      await sharing.setConsumers(organization.id, ids)
      if (ids.length === 0) return
      const present = await administrationOf(sharing, organization)
      await sharing.saveAdministration(organization.id, { ...present, globalModuleSharing: false })
    })
  }

  /** For members of a consumer: the organizations whose modules it may read. */
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

  /** One at a time, so that none undoes another. */
  async #change(
    { subject, action, organization: { id, name }, meta }: AdministrativeChange,
    work: (sharing: ModuleSharingRows, tx: Queries) => Promise<void>,
  ): Promise<void> {
    await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        if ((await new OrganizationRows(tx).locked(id)) === undefined) throw new NotFound(`organization ${name} not found`)
        await work(new ModuleSharingRows(tx), tx)
      },
      () => ({ action, resource: { type: 'organization', id, meta }, organizationId: id }),
    )
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
