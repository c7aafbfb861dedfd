// What imports did: one timeline per module.
import type { Queries } from '../database/index.ts'
import type { Clock, Page, PageRequest, RegistryModuleId, VcsRepositoryId } from '../kernel/index.ts'
import { appendForRepository, EventRows } from './event-rows.ts'
import type { EventKind, ImportEvent, ImportStep } from './import-event.ts'

export interface ImportLedgerParts {
  queries: Queries
  clock: Clock
}

export class ImportLedger {
  readonly #parts: ImportLedgerParts

  constructor(parts: ImportLedgerParts) {
    this.#parts = parts
  }

  /** The newest first. The caller checks that the module's connection may be seen. */
  async ofModule(id: RegistryModuleId, kinds: readonly EventKind[] | undefined, request: PageRequest): Promise<Page<ImportEvent>> {
    return await new EventRows(this.#parts.queries).ofModule(id, kinds, request)
  }

  /** Adds the step to the timeline of every module of the repository, in a transaction of its own. */
  async recordForRepository(id: VcsRepositoryId, step: ImportStep): Promise<void> {
    const { queries, clock } = this.#parts
    await queries.transaction().execute((tx: Queries) => appendForRepository(tx, id, step, clock.now()))
  }
}
