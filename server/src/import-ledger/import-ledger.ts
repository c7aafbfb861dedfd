// What imports did, for people: one timeline per module.
import type { Queries } from '../database/index.ts'
import type { Clock, Page, PageRequest, RegistryModuleId, VcsRepositoryId } from '../kernel/index.ts'
import { appendForRepository, EventRows } from './event-rows.ts'
import type { EventKind, ImportEvent, ImportStep } from './import-event.ts'

export class ImportLedger {
  readonly #database: Queries
  readonly #clock: Clock

  constructor({ database, clock }: { database: Queries; clock: Clock }) {
    this.#database = database
    this.#clock = clock
  }

  /** For whoever has checked that the module's connection may be seen. The newest first. */
  async ofModule(id: RegistryModuleId, kinds: readonly EventKind[] | undefined, request: PageRequest): Promise<Page<ImportEvent>> {
    return await new EventRows(this.#database).ofModule(id, kinds, request)
  }

  /** On the timeline of every module that comes from the repository, in a transaction of its own. */
  async recordForRepository(id: VcsRepositoryId, step: ImportStep): Promise<void> {
    await this.#database.transaction().execute((tx: Queries) => appendForRepository(tx, id, step, this.#clock.now()))
  }
}
