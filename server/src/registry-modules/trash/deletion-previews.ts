// What a deletion would delete, before anybody confirms it: counts, and who would miss it.
import type { Database, Queries } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { can, type Subject } from '../../permissions/index.ts'
import { downloadsSince } from '../catalogue/download-rows.ts'
import { type RecentConsumer, recentConsumers } from '../catalogue/version-consumer-rows.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { versionByNumber, versionStatesOf } from '../registry-module/version-rows.ts'
import { RESTORABLE_FOR } from './deleted-module.ts'
import { type DeletionTarget, modulesToDelete, nothingToDelete, tagsToMark } from './deletion-target.ts'

const DAY_MS = 24 * 3_600_000
/** How far back downloads count as recent. */
export const RECENT_DAYS = 30
const MAX_NAMED = 20

export interface ConsumersPreview {
  /** users, teams and organizations whose tokens downloaded it lately */
  count: number
  /** some of those that the subject may know */
  named: { kind: 'users' | 'teams' | 'organizations'; name: string }[]
}

/** One scope of a deletion. */
export interface ScopePreview {
  /** that go, with all their versions; none when the module stays */
  modules: { provider: string; versions: number }[]
  /** how many go */
  versions: number
  consumers: ConsumersPreview
}

export interface ModulesPreview extends ScopePreview {
  /** in the last days */
  recentDownloads: number
}

/** Without recent downloads: those of a version are not counted by day. */
export interface VersionPreview extends ScopePreview {
  version: string
  /** that stay; without any, the module goes too */
  versionsLeft: number
  /** since it was published */
  downloads: number
  /** that stay in the repository, and no longer import it */
  tags: string[]
}

export interface DeletionPreview {
  module: RegistryModule
  /** null when no version was asked about */
  version: VersionPreview | null
  provider: ModulesPreview
  name: ModulesPreview
  /** if it were deleted now */
  restorableUntil: number
}

export interface DeletionPreviewsParts {
  database: Database
  clock: Clock
  organizations: Organizations
}

export class DeletionPreviews {
  readonly #parts: DeletionPreviewsParts

  constructor(parts: DeletionPreviewsParts) {
    this.#parts = parts
  }

  /** @throws NotFound when the module or the version does not exist, or the subject may not delete it */
  async of(subject: Subject, organizationName: string, target: Required<DeletionTarget>, number?: string): Promise<DeletionPreview> {
    const { provider, ...ofName } = target
    const all = await modulesToDelete(this.#parts, subject, organizationName, ofName)
    const module = all.find((each) => each.provider === provider)
    if (module === undefined) throw nothingToDelete(target)
    return {
      module,
      version: number === undefined ? null : await this.#ofVersion(subject, module, target, number),
      provider: await this.#ofModules(subject, [module]),
      name: await this.#ofModules(subject, all),
      restorableUntil: this.#parts.clock.now() + RESTORABLE_FOR,
    }
  }

  async #ofVersion(subject: Subject, module: RegistryModule, target: DeletionTarget, number: string): Promise<VersionPreview> {
    const version = await versionByNumber(this.#queries, module.id, number)
    if (version === undefined) throw nothingToDelete(target, number)
    const versionsLeft = (await versionStatesOf(this.#queries, module.id)).length - 1
    return {
      version: version.version,
      modules: versionsLeft === 0 ? [{ provider: module.provider, versions: 1 }] : [],
      versions: 1,
      versionsLeft,
      downloads: version.downloads,
      consumers: await this.#consumers(subject, [module], version.version),
      tags: (await tagsToMark(this.#queries, version)).map(({ tag }) => tag),
    }
  }

  async #ofModules(subject: Subject, modules: readonly RegistryModule[]): Promise<ModulesPreview> {
    const today = Math.floor(this.#parts.clock.now() / DAY_MS)
    const counted = []
    let recentDownloads = 0
    for (const { id, provider } of modules) {
      counted.push({ provider, versions: (await versionStatesOf(this.#queries, id)).length })
      recentDownloads += await downloadsSince(this.#queries, id, today - RECENT_DAYS + 1)
    }
    return {
      modules: counted.toSorted((one, other) => (one.provider < other.provider ? -1 : 1)),
      versions: counted.reduce((sum, { versions }) => sum + versions, 0),
      recentDownloads,
      consumers: await this.#consumers(subject, modules),
    }
  }

  async #consumers(subject: Subject, modules: readonly RegistryModule[], version?: string): Promise<ConsumersPreview> {
    const [organizationId] = modules.map((module) => module.organizationId)
    if (organizationId === undefined) return { count: 0, named: [] }
    const versions = { moduleIds: modules.map(({ id }) => id), ...(version === undefined ? {} : { version }) }
    const since = this.#parts.clock.now() - RECENT_DAYS * DAY_MS
    const consumers = await recentConsumers(this.#queries, organizationId, versions, since)
    const seesSecretTeams = can(subject, 'manage-teams', organizationId)
    const named = consumers.flatMap((consumer) => nameOf(consumer, seesSecretTeams))
    return { count: consumers.length, named: named.slice(0, MAX_NAMED) }
  }

  get #queries(): Queries {
    return this.#parts.database.queries
  }
}

/** @returns nothing for users of other organizations, other organizations, and teams that are secret */
function nameOf({ username, team, isSecretTeam, organization }: RecentConsumer, seesSecretTeams: boolean): ConsumersPreview['named'] {
  if (username !== null) return [{ kind: 'users', name: username }]
  if (team !== null) return isSecretTeam && !seesSecretTeams ? [] : [{ kind: 'teams', name: team }]
  return organization === null ? [] : [{ kind: 'organizations', name: organization }]
}
