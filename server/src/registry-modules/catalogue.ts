// The hot path: what `terraform init` asks. Answers are remembered in memory; a change made by this process is seen at
// once, one made by another process within a second. Nothing here grows with the size of the catalogue.
import type { Kysely } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { Clock, OrganizationId, RegistryModuleId } from '../platform/kernel/index.ts'
import { addressOf, type ModuleAddress } from './registry-module.ts'
import { type PublishedArchive, type PublishedModule, publishedArchive, publishedModule } from './repository/documents.ts'

/** Told after every committed change to a module or its versions. */
export interface CatalogueChanges {
  moduleChanged(id: RegistryModuleId): void
}

export interface CatalogueEntry {
  id: RegistryModuleId
  organizationId: OrganizationId
  /** the body of the answer to `versions`; as text, because Node then sends head and body in one piece */
  versions: string
  /** archives asked for since the last change, by version */
  archives: Map<string, PublishedArchive>
  revision: number
  checkedAt: number
}

const MOST_ENTRIES = 10_000
const FRESH_FOR = 1000

export class Catalogue implements CatalogueChanges {
  readonly #db: Kysely<Pick<Schema, 'registry_modules' | 'registry_module_versions' | 'registry_module_documents'>>
  readonly #clock: Clock
  readonly #entries = new Map<string, CatalogueEntry>()
  /** raised by every change, so that what was read before a change is not kept after it */
  #generation = 0

  constructor(parts: { database: { queries: Kysely<Schema> }; clock: Clock }) {
    this.#db = parts.database.queries
    this.#clock = parts.clock
  }

  /** @returns the entry at once when it is fresh, else a promise for it; undefined when there is no such module */
  find(address: ModuleAddress): CatalogueEntry | Promise<CatalogueEntry | undefined> {
    const key = addressOf(address)
    return this.fresh(key) ?? this.#load(key, address, this.#entries.get(key))
  }

  /** @param address `namespace/name/provider` @returns what is in memory and need not be looked up again */
  fresh(address: string): CatalogueEntry | undefined {
    const entry = this.#entries.get(address)
    return entry !== undefined && this.#clock.now() - entry.checkedAt < FRESH_FOR ? entry : undefined
  }

  async archiveOf(entry: CatalogueEntry, version: string): Promise<PublishedArchive | undefined> {
    const archive = await publishedArchive(this.#db, entry.id, version)
    if (archive !== undefined) entry.archives.set(version, archive)
    return archive
  }

  moduleChanged(id: RegistryModuleId): void {
    this.#generation++
    for (const [key, entry] of this.#entries) if (entry.id === id) this.#entries.delete(key)
  }

  async #load(key: string, address: ModuleAddress, known: CatalogueEntry | undefined): Promise<CatalogueEntry | undefined> {
    const generation = this.#generation
    const found = await publishedModule(this.#db, address)
    this.#entries.delete(key)
    if (found === undefined) return undefined
    const entry = known?.id === found.id && known.revision === found.revision ? known : entryOf(found)
    entry.checkedAt = this.#clock.now()
    if (generation === this.#generation) this.#remember(key, entry)
    return entry
  }

  #remember(key: string, entry: CatalogueEntry): void {
    this.#entries.set(key, entry)
    if (this.#entries.size > MOST_ENTRIES) this.#entries.delete(this.#entries.keys().next().value ?? key)
  }
}

function entryOf({ id, organizationId, versionsJson, revision }: PublishedModule): CatalogueEntry {
  return { id, organizationId, versions: versionsJson, archives: new Map(), revision, checkedAt: 0 }
}
