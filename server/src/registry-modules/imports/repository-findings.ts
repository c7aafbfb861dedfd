import type { Database, Queries } from '../../database/index.ts'
import { appendEvents } from '../../import-ledger/index.ts'
import type { VcsRepositoryId } from '../../kernel/index.ts'
import type { Changed, GrowingModule, ModuleChanges } from '../changes/module-changes.ts'
import { modulesOfRepository, updateModule } from '../registry-module/module-rows.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import { NO_FAILURE, newVersion } from '../registry-module/new-version.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { tagPrefixOf } from '../registry-module/repository-paths.ts'
import { saveTags, tagsOf, updateTags } from '../registry-module/tag-rows.ts'
import { deleteVersion, moveVersion, versionsOf } from '../registry-module/version-rows.ts'
import { tagEvents } from './import-events.ts'
import { decideTags, type RemoteTag, type TagDecision, withinRoom } from './tag-decisions.ts'
import { tagRow } from './tag-row.ts'

export interface RepositoryFindingsParts {
  database: Database
  changes: ModuleChanges
}

/** The tags of a repository, as a sync found them. */
export interface FoundTags {
  tags: readonly RemoteTag[]
  /** names of tags that the host reported as created or deleted since the last sync */
  pushedAgain: ReadonlySet<string>
}

/** What a look at a repository means for its modules: the versions its tags name, or why the repository cannot be read. */
export class RepositoryFindings {
  readonly #parts: RepositoryFindingsParts

  constructor(parts: RepositoryFindingsParts) {
    this.#parts = parts
  }

  /**
   * Decides on every tag for every module, creates the versions that follow, as far as the organization may have them, and stores
   * the decisions.
   * @returns how many versions
   */
  async recordTags(repositoryId: VcsRepositoryId, found: FoundTags, serviceProvider: string): Promise<number> {
    const { database, changes } = this.#parts
    let added = 0
    for (const { id, publishingMechanism } of await modulesOfRepository(database.queries, repositoryId)) {
      if (publishingMechanism !== 'git_tag') continue
      added += (await changes.grow(id, (change) => decide(change, repositoryId, found, serviceProvider))) ?? 0
    }
    return added
  }

  /**
   * Says on every module of the repository why no versions arrive.
   * @param final whether waiting will not help: a module that never had a version then shows `setup_failed`
   */
  async recordProblem(repositoryId: VcsRepositoryId, problem: string, final: boolean): Promise<void> {
    await this.#note(repositoryId, problem, final)
  }

  /** Clears the problem from every module of the repository. */
  async recordRecovery(repositoryId: VcsRepositoryId): Promise<void> {
    await this.#note(repositoryId, null, false)
  }

  async #note(repositoryId: VcsRepositoryId, problem: string | null, final: boolean): Promise<void> {
    const { database, changes } = this.#parts
    for (const module of await modulesOfRepository(database.queries, repositoryId)) {
      const failed = final && module.latestVersion === null
      if (module.statusDetail === problem && !failed) continue
      await changes.change(module.id, async ({ tx, now }) => {
        await updateModule(tx, module.id, { statusDetail: problem, ...(failed ? { status: 'setup_failed' } : {}) })
        const said = { kind: 'module', status: failed ? 'setup_failed' : module.status, message: problem } as const
        const event = { ...said, moduleId: module.id, organizationId: module.organizationId, startedAt: now }
        const afterwards = async () => {
          if (module.statusDetail !== problem) await appendEvents(tx, [event], now)
        }
        // While the repository cannot be read, the state says so, whatever the versions are.
        const untouched = problem === null ? {} : { versionsUntouched: true as const }
        return { result: undefined, audit: null, ...untouched, afterwards }
      })
    }
  }
}

async function decide(
  { tx, now, module, addVersions, roomForVersions }: GrowingModule,
  repositoryId: VcsRepositoryId,
  { tags, pushedAgain }: FoundTags,
  source: string,
): Promise<Changed<number>> {
  // Since it was listed, the module may have switched to another repository or to a branch.
  if (module.vcsRepositoryId !== repositoryId || module.publishingMechanism !== 'git_tag') {
    return { result: 0, audit: null, versionsUntouched: true }
  }
  const [known, versions] = await Promise.all([tagsOf(tx, module.id), versionsOf(tx, [module.id])])
  const wanted = decideTags(tags, {
    tagPrefix: tagPrefixOf(module),
    known: new Map(known.map((tag) => [tag.tag, tag])),
    versions,
    pushedAgain,
  })
  const decisions = wanted.some(isCreation) ? withinRoom(wanted, await roomForVersions()) : wanted
  for (const held of decisions.flatMap(({ replaces }) => replaces)) await deleteVersion(tx, held)
  const created = decisions.filter(isCreation)
  await addVersions(created.map(({ tag, commit, version }) => newVersion(module.id, { version: version ?? '', tag, commit, source, now })))
  for (const { effect, tag, commit } of decisions) {
    const version = effect === 'restart' ? versions.find((each) => each.tag === tag) : undefined
    if (version !== undefined) await moveVersion(tx, version, 'pending', { ...NO_FAILURE, commitSha: commit, updatedAt: now })
  }
  const afterwards = () => saveDecisions(tx, module, { tags, known, decisions, now })
  return { result: created.length, audit: null, afterwards }
}

function isCreation({ effect, version }: TagDecision): boolean {
  return effect === 'create' && version !== null
}

interface Decided {
  tags: readonly RemoteTag[]
  known: readonly ModuleTag[]
  decisions: readonly TagDecision[]
  now: number
}

/** The decision on each tag, and which tags are gone. */
async function saveDecisions(tx: Queries, module: RegistryModule, { tags, known, decisions, now }: Decided): Promise<void> {
  await saveTags(
    tx,
    decisions.map((decision) => tagRow(module.id, decision, now)),
  )
  const present = new Set(tags.map((tag) => tag.name))
  const gone = known.filter((tag) => tag.goneAt === null && !present.has(tag.tag)).map(({ tag }) => tag)
  await updateTags(tx, module.id, gone, { goneAt: now })
  await appendEvents(tx, tagEvents(module, known, decisions, now), now)
}
