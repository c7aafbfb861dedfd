// The commits between the tags of two versions that follow each other: read once from the host, then on record.
import type { Database } from '../../database/index.ts'
import { NotFound, type RegistryModuleVersionId, type VcsRepositoryId } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { type CommitsBetween, shownText } from '../../platform/git/index.ts'
import { isPrerelease, parseVersion } from '../../terraform/index.ts'
import type { VcsRepositories } from '../../vcs/index.ts'
import { modulesOfRepository } from '../registry-module/module-rows.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { type RepositoryPage, repositoryPageOf } from '../registry-module/repository-paths.ts'
import { versionByNumber, versionsInStatus } from '../registry-module/version-rows.ts'
import { commitsOf, comparedWith, type RecordedCommits, saveCommits } from './version-commit-rows.ts'

/** A version that came of a tag. */
export interface TaggedVersion {
  id: RegistryModuleVersionId
  version: string
  tag: string
  commitSha: string
}

/** Two versions whose commits are to be listed. */
export interface VersionStep {
  version: TaggedVersion
  before: TaggedVersion
}

/** Of one version. Whoever wants more looks at the host. */
export const MAX_COMMITS = 100
/** In UTF-16 code units. */
const MAX_TITLE = 200
const MAX_AUTHOR = 100

export interface VersionCommitsParts {
  database: Pick<Database, 'queries'>
  repositories: Pick<VcsRepositories, 'describe'>
}

export interface CommitsOfVersion {
  version: RegistryModuleVersion
  /** undefined while they are not known */
  recorded: RecordedCommits | undefined
  page: RepositoryPage | undefined
}

export class VersionCommits {
  readonly #parts: VersionCommitsParts

  constructor(parts: VersionCommitsParts) {
    this.#parts = parts
  }

  /** @returns the steps of the repository's modules that are not on record: a release follows the release before it */
  async unknown(repositoryId: VcsRepositoryId): Promise<VersionStep[]> {
    const modules = await modulesOfRepository(this.#parts.database.queries, repositoryId)
    const ids = modules.map(({ id }) => id)
    const published = await versionsInStatus(this.#parts.database.queries, ids, ['ok'])
    const steps = [...Map.groupBy(published, ({ registryModuleId }) => registryModuleId).values()].flatMap(stepsOf)
    const compared = await comparedWith(
      this.#parts.database.queries,
      steps.map(({ version }) => version.id),
    )
    return steps.filter(({ version, before }) => compared.get(version.id) !== before.version)
  }

  async record({ version, before }: VersionStep, { commits, total }: CommitsBetween): Promise<void> {
    await saveCommits(this.#parts.database.queries, version.id, {
      since: before.version,
      total,
      commits: commits.map(({ oid, author, committedAtMs, message }) => ({
        sha: oid,
        title: shownText(message.trimStart().split('\n', 1)[0] ?? '', MAX_TITLE),
        author: shownText(author.name, MAX_AUTHOR),
        committedAtMs,
      })),
    })
  }

  /**
   * What the version's tag adds to that of the version before, as far as that is on record. No host is asked.
   * @throws NotFound also when the module is only shared with the subject's organization
   */
  async of(subject: Subject, module: RegistryModule, number: string): Promise<CommitsOfVersion> {
    authorize(subject, 'read', module.organizationId, `module ${addressOf(module)}`)
    const { database, repositories } = this.#parts
    const version = await versionByNumber(database.queries, module.id, number)
    if (version === undefined) throw new NotFound(`${addressOf(module)} has no version ${number}`)
    const { vcsRepositoryId: id } = module
    const [recorded, sources] = await Promise.all([
      commitsOf(database.queries, version.id),
      id === null ? undefined : repositories.describe([id]),
    ])
    return { version, recorded, page: repositoryPageOf(id === null ? undefined : sources?.get(id)) }
  }
}

/** @param versions of one module, the newest first */
function stepsOf(versions: readonly RegistryModuleVersion[]): VersionStep[] {
  const tagged = versions.flatMap(({ id, version, tag, commitSha }) =>
    tag === null || commitSha === null ? [] : [{ id, version, tag, commitSha }],
  )
  return tagged.flatMap((version, index) => {
    const before = tagged.slice(index + 1).find(isRelease(version) ? isRelease : () => true)
    return before === undefined ? [] : [{ version, before }]
  })
}

function isRelease({ version }: TaggedVersion): boolean {
  const parsed = parseVersion(version)
  return parsed !== undefined && !isPrerelease(parsed)
}
