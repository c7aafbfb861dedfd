// Shows repositories before and after they are published: whether they exist, their directories, their latest commits.
import { Invalid, NotFound, type OAuthTokenId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import {
  type Git,
  GitFailure,
  type GitTreeEntry,
  type ListedCommit,
  type ObjectReader,
  openObjectReader,
} from '../../platform/git/index.ts'
import {
  type LocatedRepository,
  type RepositoryLookups,
  type RepositoryRemotes,
  UnreadableRepository,
  type VcsRepositories,
} from '../../vcs/index.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'

export interface RepositoryBrowsingParts {
  organizations: Organizations
  repositories: Pick<VcsRepositories, 'describe'>
  lookups: Pick<RepositoryLookups, 'locate'>
  remotes: Pick<RepositoryRemotes, 'of' | 'at'>
  git: Pick<Git, 'listRefs' | 'listCommits' | 'fetchSnapshot'>
}

/** A repository at a connection of the organization. */
export interface RepositoryRequest {
  organization: string
  oauthTokenId: OAuthTokenId
  identifier: string
}

export interface ModuleCommits {
  commits: ListedCommit[]
  /** web address of the repository; undefined when it has none */
  repositoryUrl: string | undefined
}

const MAX_COMMITS = 20
const MAX_DIRECTORIES = 1000
const MAX_DEPTH = 10

export class RepositoryBrowsing {
  readonly #parts: RepositoryBrowsingParts

  constructor(parts: RepositoryBrowsingParts) {
    this.#parts = parts
  }

  /**
   * @returns false when the repository does not exist, or the connection may not read it
   * @throws Invalid when the host does not answer; NotFound when the connection belongs to another organization
   */
  async exists(subject: Subject, request: RepositoryRequest): Promise<boolean> {
    try {
      await this.#locate(subject, request)
      return true
    } catch (error) {
      if (error instanceof UnreadableRepository && (error.reason === 'not_found' || error.reason === 'authentication')) return false
      throw error
    }
  }

  /** Paths of the directories, in order: at most a thousand, ten levels deep. @param branch when absent, the default branch */
  async directories(subject: Subject, request: RepositoryRequest, branch: string | undefined): Promise<string[]> {
    const { remotes, git } = this.#parts
    const located = await this.#locate(subject, request).catch(missingIsNotFound)
    const { refs } = located
    const head = branch === undefined ? refs.head : refs.branches.find(({ name }) => name === branch)
    if (head === undefined)
      throw new NotFound(
        branch === undefined
          ? `repository ${request.identifier} has no default branch`
          : `repository ${request.identifier} has no branch ${branch}`,
      )
    const remote = await remotes.at(located)
    const ref = `refs/heads/${head.name}`
    return await explained(async () => {
      const snapshot = await git.fetchSnapshot(remote, [{ ref, commit: head.commit }], { files: false })
      try {
        const commit = snapshot.commits.get(ref)
        return commit === undefined ? [] : await directoriesOf(snapshot.directory, commit.tree)
      } finally {
        await snapshot.dispose()
      }
    })
  }

  /**
   * @throws NotFound when the module has no repository, or is only shared with the subject's organization
   */
  async commits(subject: Subject, module: RegistryModule): Promise<ModuleCommits> {
    authorize(subject, 'read', module.organizationId, `module ${addressOf(module)}`)
    const { repositories, remotes, git } = this.#parts
    const id = module.vcsRepositoryId
    if (id === null) throw new NotFound(`${addressOf(module)} has no VCS repository`)
    const [remote, sources] = await Promise.all([remotes.of(id), repositories.describe([id])])
    const url = sources.get(id)?.repositoryHttpUrl
    const repositoryUrl = url !== undefined && /^https?:/i.test(url) ? url : undefined
    return await explained(async () => {
      const refs = await git.listRefs(remote)
      const head = module.branch === null ? refs.head : refs.branches.find(({ name }) => name === module.branch)
      if (head === undefined) return { commits: [], repositoryUrl }
      const wanted = { ref: `refs/heads/${head.name}`, commit: head.commit, limit: MAX_COMMITS }
      return { commits: await git.listCommits(remote, wanted), repositoryUrl }
    })
  }

  async #locate(subject: Subject, { organization: name, ...wanted }: RepositoryRequest): Promise<LocatedRepository> {
    const { organizations, lookups, git } = this.#parts
    const organization = await organizations.permitted(subject, 'manage-modules', name)
    const located = await lookups.locate(subject, wanted, git)
    if (located.organizationId !== organization.id) throw new NotFound(`oauth token ${wanted.oauthTokenId} not found`)
    return located
  }
}

async function directoriesOf(repository: string, root: string): Promise<string[]> {
  const reader = openObjectReader(repository)
  try {
    return (await below(reader, root, '', MAX_DEPTH)).slice(0, MAX_DIRECTORIES)
  } finally {
    await reader.close()
  }
}

async function below(reader: ObjectReader, tree: string, path: string, depth: number): Promise<string[]> {
  const found: string[] = []
  if (depth === 0) return found
  for (const entry of (await reader.readTree(tree)).filter(isDirectory)) {
    const inside = path === '' ? entry.name : `${path}/${entry.name}`
    found.push(inside, ...(await below(reader, entry.oid, inside, depth - 1)))
    if (found.length > MAX_DIRECTORIES) break
  }
  return found
}

/** Leaves out names that only a malicious tree would have. */
function isDirectory({ type, name }: GitTreeEntry): boolean {
  return type === 'tree' && name !== '' && name !== '.' && name !== '..' && !/[/\\\p{Cc}\ufffd]/u.test(name)
}

function missingIsNotFound(error: unknown): never {
  if (error instanceof UnreadableRepository && error.reason === 'not_found') throw new NotFound(error.message)
  throw error
}

/** Reports a host's failure as the user's error: clients retry server errors for minutes. */
async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof GitFailure) throw new Invalid(`The repository could not be read: ${error.message}`)
    throw error
  }
}
