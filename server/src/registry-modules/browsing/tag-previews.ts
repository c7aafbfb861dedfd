// What would become of a repository's tags if it were published now. The rules are those of the import.
import { Invalid, NotFound, type Problem } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { Git } from '../../platform/git/index.ts'
import { noConfigurationIn, parseVersion, versionSortKey } from '../../terraform/index.ts'
import { type LocatedRepository, type RepositoryRemotes, UnreadableRepository } from '../../vcs/index.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { decideTags, type TagDecision, withinRoom } from '../imports/tag-decisions.ts'
import { readDirectory, readTagPrefix } from '../publishing/publication.ts'
import { sourceDirectoryOf, tagPrefixOf } from '../registry-module/repository-paths.ts'
import { searchDirectory } from './directory-search.ts'
import { type LocatingParts, locateRequested, type RepositoryRequest } from './requested-repository.ts'

export interface TagPreviewsParts extends LocatingParts {
  changes: Pick<ModuleChanges, 'roomForVersions'>
  git: Pick<Git, 'listRefs' | 'fetchSnapshot'>
  remotes: Pick<RepositoryRemotes, 'at'>
}

/** The settings with which the repository would be published. */
export interface TagPreviewRequest extends RepositoryRequest {
  tagPrefix: string | undefined
  /** `/` is the root; when absent, no commit is searched for configuration */
  sourceDirectory: string | undefined
}

export interface TagPreview {
  identifier: string
  /** null when the repository is empty */
  defaultBranch: string | null
  /** at most a thousand */
  branches: string[]
  /** tags that would become versions */
  versionCount: number
  /** the other tags */
  otherCount: number
  /** those that would become versions, the newest first, then the others: at most a thousand of each */
  tags: TagDecision[]
  /** how many of the newest versions were searched for configuration; fewer than asked for where the host is slow */
  searchedCount: number
}

const MAX_SHOWN = 1000

export class TagPreviews {
  readonly #parts: TagPreviewsParts

  constructor(parts: TagPreviewsParts) {
    this.#parts = parts
  }

  /**
   * @throws NotFound when the subject may not publish from the connection, or it has no such repository; Invalid when the
   *   settings are wrong or the host does not answer
   */
  async of(subject: Subject, request: TagPreviewRequest): Promise<TagPreview> {
    const located = await locateRequested(this.#parts, subject, request).catch(missingIsNotFound)
    const { tagPrefix, sourceDirectory } = settingsOf(request)
    const { head, branches, tags } = located.refs
    const decisions = await this.#decide(located, tagPrefix)
    const { decided, searchedCount } = await this.#search(located, decisions, sourceDirectory)
    const [versions, others] = [decided.filter(becomesVersion), decided.filter((each) => !becomesVersion(each))]
    return {
      identifier: located.identifier,
      defaultBranch: head?.name ?? null,
      branches: branches.slice(0, MAX_SHOWN).map(({ name }) => name),
      versionCount: versions.length,
      otherCount: tags.length - versions.length,
      tags: [...versions.slice(0, MAX_SHOWN), ...others.slice(0, MAX_SHOWN)],
      searchedCount,
    }
  }

  /** As the first sync after publishing will, the newest first. */
  async #decide({ refs, organizationId }: LocatedRepository, tagPrefix: string | null): Promise<TagDecision[]> {
    const decisions = decideTags(refs.tags, { tagPrefix, known: new Map(), versions: [], pushedAgain: new Set() })
    const room = await this.#parts.changes.roomForVersions({ organizationId })
    const sorted = withinRoom(decisions, room).map((each) => ({ each, key: sortKey(each) }))
    return sorted.toSorted((a, b) => (a.key < b.key ? 1 : a.key > b.key ? -1 : 0)).map(({ each }) => each)
  }

  async #search(
    located: LocatedRepository,
    decisions: readonly TagDecision[],
    directory: string | null,
  ): Promise<{ decided: TagDecision[]; searchedCount: number }> {
    if (directory === null) return { decided: [...decisions], searchedCount: 0 }
    const versions = decisions.filter(becomesVersion)
    const found = await searchDirectory(this.#parts, located, { versions, directory })
    const reason = noConfigurationIn(directory)
    const decided = decisions.map((each): TagDecision => {
      const lacks = becomesVersion(each) && found.get(each.tag) === false
      return lacks ? { ...each, decision: 'no_configuration', reason, effect: 'none' } : each
    })
    return { decided, searchedCount: found.size }
  }
}

function becomesVersion({ effect }: TagDecision): boolean {
  return effect === 'create'
}

function sortKey({ version }: TagDecision): string {
  const parsed = version === null ? undefined : parseVersion(version)
  return parsed === undefined ? '' : versionSortKey(parsed)
}

/** @throws Invalid as publishing would */
function settingsOf({ tagPrefix, sourceDirectory }: TagPreviewRequest): { tagPrefix: string | null; sourceDirectory: string | null } {
  const problems: Problem[] = []
  const prefix = tagPrefixOf({ tagPrefix: readTagPrefix(tagPrefix, problems) })
  const directory = readDirectory(sourceDirectory, problems)
  if (problems.length > 0) throw new Invalid(problems)
  return { tagPrefix: prefix, sourceDirectory: directory === null ? null : sourceDirectoryOf({ sourceDirectory: directory }) }
}

function missingIsNotFound(error: unknown): never {
  if (error instanceof UnreadableRepository && error.reason === 'not_found') throw new NotFound(error.message)
  throw error
}
