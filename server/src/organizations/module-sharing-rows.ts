// Which organizations may read the modules of which others. Site administrators decide. Sharing only grants reading.
import type { Kysely } from 'kysely'
import { inChunks, type Schema } from '../database/index.ts'
import type { OrganizationId } from '../kernel/index.ts'

type Tables = Kysely<Pick<Schema, 'organization_module_consumers' | 'organization_administration'>>

export class ModuleSharingRows {
  readonly #queries: Tables

  constructor(queries: Tables) {
    this.#queries = queries
  }

  /** For making roles of credentials. @returns by consumer, the organizations whose modules it may read */
  async producersFor(consumers: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, ReadonlySet<OrganizationId>>> {
    if (consumers.length === 0) return new Map()
    const [shared, global] = await Promise.all([
      this.#queries.selectFrom('organization_module_consumers').selectAll().where('consumer_id', 'in', consumers).execute(),
      this.#queries.selectFrom('organization_administration').select('organization_id').where('global_module_sharing', '=', 1).execute(),
    ])
    const producers = new Map<OrganizationId, Set<OrganizationId>>()
    const add = (consumer: OrganizationId, producer: OrganizationId) => {
      if (consumer !== producer) producers.set(consumer, (producers.get(consumer) ?? new Set()).add(producer))
    }
    for (const { consumer_id, producer_id } of shared) add(consumer_id, producer_id)
    for (const { organization_id } of global) for (const consumer of consumers) add(consumer, organization_id)
    return producers
  }

  async consumersOf(producer: OrganizationId): Promise<OrganizationId[]> {
    const rows = await this.#queries
      .selectFrom('organization_module_consumers')
      .select('consumer_id')
      .where('producer_id', '=', producer)
      .execute()
    return rows.map((row) => row.consumer_id)
  }

  /** Replaces the whole set. */
  async setConsumers(producer: OrganizationId, consumers: readonly OrganizationId[]): Promise<void> {
    await this.#queries.deleteFrom('organization_module_consumers').where('producer_id', '=', producer).execute()
    const rows = [...new Set(consumers)].filter((id) => id !== producer).map((id) => ({ producer_id: producer, consumer_id: id }))
    await inChunks(rows, (some) =>
      this.#queries
        .insertInto('organization_module_consumers')
        .values(some)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    )
  }

  async administrationOf(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, StoredAdministration>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#queries.selectFrom('organization_administration').selectAll().where('organization_id', 'in', ids).execute()
    return new Map(
      rows.map((row) => [
        row.organization_id,
        { globalModuleSharing: row.global_module_sharing === 1, settings: JSON.parse(row.settings) as StoredAdministration['settings'] },
      ]),
    )
  }

  async saveAdministration(id: OrganizationId, { globalModuleSharing, settings }: StoredAdministration): Promise<void> {
    const values = { global_module_sharing: globalModuleSharing ? (1 as const) : (0 as const), settings: JSON.stringify(settings) }
    await this.#queries
      .insertInto('organization_administration')
      .values({ organization_id: id, ...values })
      .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(values))
      .execute()
  }
}

export interface StoredAdministration {
  globalModuleSharing: boolean
  /** under the API's names */
  settings: Readonly<Record<string, boolean | number | string>>
}

export const NO_ADMINISTRATION: StoredAdministration = { globalModuleSharing: false, settings: {} }
