// The only way to change a module or its versions: lock, change, update derived state, record, commit, notify.
import type { AuditEntry, AuditTrail } from '../../audit-trail/index.ts'
import type { Database, Queries } from '../../database/index.ts'
import type { Clock, RegistryModuleId, RegistryModuleVersionId, VcsRepositoryId } from '../../kernel/index.ts'
import { NO_QUOTAS, type Quotas } from '../../organizations/index.ts'
import type { IngressRequests, SyncTrigger } from '../../vcs/index.ts'
import { saveDocument } from '../registry-module/document-rows.ts'
import { renderVersions } from '../registry-module/publication-state.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { indexModule } from '../search-index/index-module.ts'
import type { CatalogueChanges } from './catalogue-changes.ts'
import { deleteModuleRow, holdModule, insertModule, lockModule, lockOrganizationOf } from './module-change-rows.ts'
import { growthOf, isLimited, keepModuleQuota, type ModuleGrowth } from './module-growth.ts'
import { refreshModule } from './refresh-module.ts'
import type { StoredBytes } from './usage-rows.ts'

export interface ModuleChangesParts {
  database: Database
  clock: Clock
  ingress: IngressRequests
  catalogue: CatalogueChanges
  trail: Pick<AuditTrail, 'record'>
  /** none when absent */
  quotas?: Quotas | undefined
}

/** A module while it is being changed. Nobody else can change it before the transaction ends. */
export interface ModuleUnderChange {
  readonly tx: Queries
  /** milliseconds since the epoch; one moment for the whole transaction */
  readonly now: number
  /** as it was when it was locked */
  readonly module: RegistryModule
  /** Queues a sync of the repository, which starts once the transaction has committed. */
  requestSync(repositoryId: VcsRepositoryId, trigger?: SyncTrigger): Promise<void>
  /** Queues the import of an uploaded archive, which starts once the transaction has committed. */
  requestUpload(id: RegistryModuleVersionId): Promise<void>
}

/** A module while versions or bytes may be added to its organization, which nobody else can do before the transaction ends. */
export type GrowingModule = ModuleUnderChange & ModuleGrowth

/** The outcome of a change. */
export interface Changed<Result> {
  result: Result
  /** for the audit trail; null for the progress of an import, which the ledger records */
  audit: AuditEntry | null
  /** true when no version changed; then the state derived from the versions stays as it is */
  versionsUntouched?: true
  /** true when labels changed, by which the search counts; needless where versions changed */
  labelsTouched?: boolean
  /** Runs once the derived state is updated. @param module with that state */
  afterwards?(module: RegistryModule): Promise<void>
}

export class ModuleChanges {
  readonly #parts: ModuleChangesParts

  constructor(parts: ModuleChangesParts) {
    this.#parts = parts
  }

  /** @returns undefined when the module no longer exists; then nothing changes */
  async change<Result>(id: RegistryModuleId, work: (change: ModuleUnderChange) => Promise<Changed<Result>>): Promise<Result | undefined> {
    return await this.together((transaction) => transaction.change(id, work))
  }

  /** As `change`, for what adds versions or bytes. */
  async grow<Result>(id: RegistryModuleId, work: (change: GrowingModule) => Promise<Changed<Result>>): Promise<Result | undefined> {
    return await this.together((transaction) => transaction.grow(id, work))
  }

  /** Whether there is a quota of bytes. */
  get limitsBytes(): boolean {
    return this.#parts.quotas?.organization.bytes !== undefined
  }

  /**
   * Before something is stored, without a lock: a row that names it is counted again.
   * @throws Invalid when the organization may not store so much
   */
  async checkBytes(module: Pick<RegistryModule, 'organizationId'>, added: StoredBytes): Promise<void> {
    const { database, quotas = NO_QUOTAS } = this.#parts
    await growthOf(database.queries, module, quotas).keepBytes(added)
  }

  /** How many more versions the organization may have, for now; Infinity where nothing limits it. */
  async roomForVersions(of: Pick<RegistryModule, 'organizationId'>): Promise<number> {
    const { database, quotas = NO_QUOTAS } = this.#parts
    return await growthOf(database.queries, of, quotas).roomForVersions()
  }

  /** Brings the search index up to date with a module that an earlier release changed. Nothing that anybody is told of changes. */
  async index(id: RegistryModuleId): Promise<void> {
    await this.#parts.database.queries.transaction().execute(async (tx: Queries) => {
      await holdModule(tx, id)
      await indexModule(tx, id)
    })
  }

  /** Several modules in one transaction: all of them change, or none. */
  async together<Result>(work: (transaction: ModuleTransaction) => Promise<Result>): Promise<Result> {
    const { result, committed } = await this.#parts.database.queries.transaction().execute(async (tx: Queries) => this.within(tx, work))
    committed()
    return result
  }

  /** As part of another domain's transaction. Call `committed` once that has committed. */
  async within<Result>(
    tx: Queries,
    work: (transaction: ModuleTransaction) => Promise<Result>,
  ): Promise<{ result: Result; committed: () => void }> {
    const transaction = new ModuleTransaction(tx, this.#parts)
    const result = await work(transaction)
    return { result, committed: () => transaction.committed() }
  }
}

export class ModuleTransaction {
  readonly tx: Queries
  readonly now: number
  readonly #parts: ModuleChangesParts
  readonly #changed = new Set<RegistryModuleId>()
  #hasRequests = false

  constructor(tx: Queries, parts: ModuleChangesParts) {
    this.tx = tx
    this.now = parts.clock.now()
    this.#parts = parts
  }

  /** @returns undefined when the module no longer exists */
  async change<Result>(id: RegistryModuleId, work: (change: ModuleUnderChange) => Promise<Changed<Result>>): Promise<Result | undefined> {
    const module = await this.#lock(id)
    if (module === undefined) return undefined
    const { result, audit, versionsUntouched, labelsTouched, afterwards } = await work(this.#underChange(module))
    const refreshed = versionsUntouched ? module : await refreshModule(this.tx, id)
    if (refreshed !== undefined) await afterwards?.(refreshed)
    if (versionsUntouched !== true || labelsTouched === true) await indexModule(this.tx, id)
    if (audit !== null) await this.#parts.trail.record(this.tx, audit)
    return result
  }

  /** As `change`, for what adds versions or bytes. Organization and module are locked in the order in which a renaming locks them. */
  async grow<Result>(id: RegistryModuleId, work: (change: GrowingModule) => Promise<Changed<Result>>): Promise<Result | undefined> {
    if (isLimited(this.#quotas)) await lockOrganizationOf(this.tx, id)
    return await this.change(id, (change) => work({ ...change, ...growthOf(this.tx, change.module, this.#quotas) }))
  }

  /**
   * @param work whatever else the new module needs; it has no versions yet
   * @returns the stored module
   * @throws Invalid when the organization has as many as it may
   */
  async create(module: RegistryModule, work: (change: GrowingModule) => Promise<AuditEntry>): Promise<RegistryModule> {
    const inserted = await insertModule(this.tx, module)
    await keepModuleQuota(this.tx, inserted, this.#quotas)
    this.#changed.add(inserted.id)
    const audit = await work({ ...this.#underChange(inserted), ...growthOf(this.tx, inserted, this.#quotas) })
    await saveDocument(this.tx, inserted.id, renderVersions(inserted, []))
    await indexModule(this.tx, inserted.id)
    await this.#parts.trail.record(this.tx, audit)
    return inserted
  }

  /** Also deletes the versions, the tags and the prepared answer. @returns false when the module no longer exists */
  async delete(
    id: RegistryModuleId,
    work: (change: ModuleUnderChange) => Promise<{ audit: AuditEntry; afterwards(): Promise<void> }>,
  ): Promise<boolean> {
    const module = await this.#lock(id)
    if (module === undefined) return false
    const { audit, afterwards } = await work(this.#underChange(module))
    await deleteModuleRow(this.tx, id)
    await this.#parts.trail.record(this.tx, audit)
    await afterwards()
    return true
  }

  get #quotas(): Quotas {
    return this.#parts.quotas ?? NO_QUOTAS
  }

  /** Call it once the transaction has committed. */
  committed(): void {
    for (const id of this.#changed) this.#parts.catalogue.moduleChanged(id)
    if (this.#hasRequests) this.#parts.ingress.wake()
  }

  async #lock(id: RegistryModuleId): Promise<RegistryModule | undefined> {
    const module = await lockModule(this.tx, id, this.now)
    if (module !== undefined) this.#changed.add(id)
    return module
  }

  #underChange(module: RegistryModule): ModuleUnderChange {
    const { tx, now } = this
    const { ingress } = this.#parts
    return {
      tx,
      now,
      module,
      requestSync: async (repositoryId, trigger) => {
        this.#hasRequests = true
        await ingress.request(tx, repositoryId, trigger)
      },
      requestUpload: async (id) => {
        this.#hasRequests = true
        await ingress.requestUpload(tx, id)
      },
    }
  }
}
