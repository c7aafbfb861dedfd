// The catalogue as the module registry protocol shows it: lists, search, and the details of a version.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { NotFound, Unauthenticated } from '../../kernel/index.ts'
import { can, readableOwners, type Subject } from '../../permissions/index.ts'
import type { PackageInspection } from '../../terraform/index.ts'
import type { RepositorySource } from '../../vcs/index.ts'
import { inspectionDocument } from '../registry-module/document-rows.ts'
import { allModules, findModule, type ModuleFilter, sliceOfModules } from '../registry-module/module-rows.ts'
import { firstOfEachPrecedence } from '../registry-module/publication-state.ts'
import { addressOf, type ModuleAddress, type RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { latestVersionsOf, versionByNumber } from '../registry-module/version-rows.ts'
import type { ModuleViews } from './module-views.ts'

/** A module with one of its published versions. */
export interface PublishedVersion {
  module: RegistryModule
  version: RegistryModuleVersion
  repository: RepositorySource | undefined
  /** of all versions of the module together */
  downloads: number
}

export interface VersionDetails extends PublishedVersion {
  inspection: PackageInspection | undefined
  /** published versions, oldest first */
  versions: string[]
  /** every provider that has a module of this name */
  providers: string[]
}

export interface Window {
  offset: number
  limit: number
}

export interface PublishedSlice {
  items: PublishedVersion[]
  totalCount: number
}

export interface RegistryReadingParts {
  database: { queries: Kysely<Schema> }
  views: ModuleViews
}

export class RegistryReading {
  readonly #parts: RegistryReadingParts

  constructor(parts: RegistryReadingParts) {
    this.#parts = parts
  }

  /** Modules with at least one published version that the subject may read, each with its latest version. */
  async list(
    subject: Subject,
    filter: Omit<ModuleFilter, 'organizationIds' | 'published' | 'registryName'>,
    window: Window,
  ): Promise<PublishedSlice> {
    const { database, views: allViews } = this.#parts
    const slice = await sliceOfModules(
      database.queries,
      { ...filter, ...visibleTo(subject), registryName: 'private', published: true },
      window,
    )
    const ids = slice.items.map((module) => module.id)
    const [latest, views] = await Promise.all([latestVersionsOf(database.queries, ids), allViews.of(slice.items)])
    const byModule = new Map(latest.map((version) => [version.registryModuleId, version]))
    const items = views.flatMap(({ module, repository, versions }) => {
      const version = byModule.get(module.id)
      return version === undefined ? [] : [{ module, version, repository, downloads: sum(versions) }]
    })
    return { items, totalCount: slice.totalCount }
  }

  /** @throws NotFound also when the subject may not see it */
  async latestVersion(subject: Subject, address: ModuleAddress): Promise<string> {
    const module = await this.#module(subject, address)
    if (module.latestVersion === null) throw new NotFound(`${addressOf(address)} has no versions`)
    return module.latestVersion
  }

  /** @param number the latest version when absent */
  async details(subject: Subject, address: ModuleAddress, number?: string): Promise<VersionDetails> {
    const { queries } = this.#parts.database
    const module = await this.#module(subject, address)
    const wanted = number ?? module.latestVersion
    const version = wanted === null ? undefined : await versionByNumber(queries, module.id, wanted)
    if (version?.status !== 'ok') throw new NotFound(`version ${wanted ?? ''} of ${addressOf(address)} not found`)
    const { namespace, name } = address
    const [[view], document, siblings] = await Promise.all([
      this.#parts.views.of([module]),
      version.inspectionKey === null ? undefined : inspectionDocument(queries, version.inspectionKey),
      allModules(queries, { ...visibleTo(subject), registryName: 'private', published: true, namespace, name }),
    ])
    const published = firstOfEachPrecedence((view?.versions ?? []).filter(({ status }) => status === 'ok'))
    const standing = published.filter(({ revocation }) => revocation === null).map((each) => each.version)
    return {
      module,
      version,
      repository: view?.repository,
      downloads: sum(view?.versions ?? []),
      inspection: document === undefined ? undefined : (JSON.parse(document) as PackageInspection),
      versions: standing.toReversed(),
      providers: siblings.map((sibling) => sibling.provider).toSorted(),
    }
  }

  /** @throws NotFound also when the subject may not see it */
  async find(subject: Subject, address: ModuleAddress): Promise<RegistryModule> {
    return await this.#module(subject, address)
  }

  async #module(subject: Subject, { namespace, name, provider }: ModuleAddress): Promise<RegistryModule> {
    const filter = { ...visibleTo(subject), registryName: 'private', namespace, name, provider }
    const module = await findModule(this.#parts.database.queries, filter)
    if (module === undefined || !can(subject, 'read-modules', module.organizationId))
      throw new NotFound(`${namespace}/${name}/${provider} not found`)
    return module
  }
}

function sum(versions: readonly { downloads: number }[]): number {
  return versions.reduce((total, { downloads }) => total + downloads, 0)
}

function visibleTo(subject: Subject): Pick<ModuleFilter, 'organizationIds'> {
  if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
  return { organizationIds: readableOwners(subject) }
}
