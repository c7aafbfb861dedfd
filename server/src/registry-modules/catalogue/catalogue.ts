// The hot path: the requests of `terraform init`. Answers are cached in memory. A module change by this process is visible
// at once. Changes by other processes, and changes of the organization, are visible within a second. The cost of a request
// does not depend on the size of the catalogue.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { type Clock, Forbidden, type OrganizationId, type RegistryModuleId } from '../../kernel/index.ts'
import type { VcsRepositories } from '../../vcs/index.ts'
import type { CatalogueChanges } from '../changes/catalogue-changes.ts'
import { type PublishedArchive, type PublishedModule, publishedArchive, publishedModule } from '../registry-module/document-rows.ts'
import { addressOf, type ModuleAddress } from '../registry-module/registry-module.ts'
import { revocationPolicy } from '../registry-module/revocation-policy.ts'
import { revokedDownload } from './revoked-download.ts'
import { SourceUrls } from './source-urls.ts'
import type { ConsumerId, VersionConsumers } from './version-consumers.ts'

export interface CatalogueEntry {
  id: RegistryModuleId
  organizationId: OrganizationId
  /** the body of the answer to `versions`; text, so that Node sends head and body in one piece */
  versions: string
  /** of that body in bytes, as the header has it */
  contentLength: string
  /** where people find the repository; undefined without an address that a browser opens */
  source: string | undefined
  /** archives requested since the last change, by version; not of revoked versions, which only some consumers may download */
  archives: Map<string, PublishedArchive>
  revision: number
  checkedAt: number
}

const MAX_ENTRIES = 10_000
const FRESH_FOR = 1000

export interface CatalogueParts {
  database: { queries: Kysely<Schema> }
  clock: Clock
  consumers: Pick<VersionConsumers, 'isKnown'>
  repositories: Pick<VcsRepositories, 'describe'>
}

export class Catalogue implements CatalogueChanges {
  readonly #parts: CatalogueParts
  readonly #sources: SourceUrls
  readonly #entries = new Map<string, CatalogueEntry>()
  /** Whoever asks for a module that is being looked up waits for that. */
  readonly #loading = new Map<string, Promise<CatalogueEntry | undefined>>()
  /** incremented by every change, so that nothing read before a change is cached after it */
  #generation = 0

  constructor(parts: CatalogueParts) {
    this.#parts = parts
    this.#sources = new SourceUrls(parts)
  }

  /** @returns the entry at once when it is fresh, else a promise for it; undefined when there is no such module */
  find(address: ModuleAddress): CatalogueEntry | Promise<CatalogueEntry | undefined> {
    const key = addressOf(address)
    return this.fresh(key) ?? this.#loading.get(key) ?? this.#beginLoading(key, address)
  }

  #beginLoading(key: string, address: ModuleAddress): Promise<CatalogueEntry | undefined> {
    const loading = this.#load(address).finally(() => {
      if (this.#loading.get(key) === loading) this.#loading.delete(key)
    })
    this.#loading.set(key, loading)
    return loading
  }

  /** @param address `namespace/name/provider` @param now for callers who know it @returns the entry in memory, if it is fresh */
  fresh(address: string, now = this.#parts.clock.now()): CatalogueEntry | undefined {
    const entry = this.#entries.get(address)
    return entry !== undefined && now - entry.checkedAt < FRESH_FOR ? entry : undefined
  }

  /** @throws Forbidden for a revoked version, naming a replacement, unless its organization exempts this consumer */
  async archiveOf(entry: CatalogueEntry, version: string, consumer: ConsumerId | undefined): Promise<PublishedArchive | undefined> {
    const found = await publishedArchive(this.#parts.database.queries, entry.id, version)
    if (found === undefined) return undefined
    const { revocation, ...archive } = found
    if (revocation === null) entry.archives.set(version, archive)
    else if (!(await this.#isExempt(entry, archive, consumer))) {
      throw new Forbidden(await revokedDownload(this.#parts.database.queries, entry.id, version, revocation))
    }
    return archive
  }

  async #isExempt({ organizationId }: CatalogueEntry, { versionId }: PublishedArchive, consumer: ConsumerId | undefined): Promise<boolean> {
    if (consumer === undefined || !(await revocationPolicy(this.#parts.database.queries, organizationId)).downloadableAgain) return false
    return this.#parts.consumers.isKnown(versionId, consumer)
  }

  moduleChanged(id: RegistryModuleId): void {
    this.#generation++
    this.#loading.clear()
    for (const [key, entry] of this.#entries) if (entry.id === id) this.#entries.delete(key)
  }

  /** Kept under one spelling of the namespace, so that asking with others fills no memory. */
  async #load(address: ModuleAddress): Promise<CatalogueEntry | undefined> {
    const generation = this.#generation
    const found = await publishedModule(this.#parts.database.queries, address)
    const key = addressOf({ ...address, namespace: found?.namespace ?? address.namespace })
    const known = this.#entries.get(key)
    for (const each of [key, addressOf(address)]) this.#entries.delete(each)
    if (found === undefined) return undefined
    const source = found.vcsRepositoryId === null ? undefined : await this.#sources.of(found.vcsRepositoryId)
    const isSame = known?.id === found.id && known.revision === found.revision && known.source === source
    const entry = isSame ? known : entryOf(found, source)
    entry.checkedAt = this.#parts.clock.now()
    if (generation === this.#generation) this.#remember(key, entry)
    return entry
  }

  #remember(key: string, entry: CatalogueEntry): void {
    this.#entries.set(key, entry)
    if (this.#entries.size > MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value ?? key)
  }
}

function entryOf({ id, organizationId, versionsJson, revision }: PublishedModule, source: string | undefined): CatalogueEntry {
  const versions = source === undefined ? versionsJson : withSource(versionsJson, source)
  const contentLength = String(Buffer.byteLength(versions))
  return { id, organizationId, versions, contentLength, source, archives: new Map(), revision, checkedAt: 0 }
}

/** Replaces the address, which `renderVersions` writes first: parsing all versions would take longer than the look-up. */
function withSource(versionsJson: string, source: string): string {
  return versionsJson.replace(/^\{"modules":\[\{"source":"[^"]*"/, () => `{"modules":[{"source":${JSON.stringify(source)}`)
}
