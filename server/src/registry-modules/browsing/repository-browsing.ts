// Shows repositories before and after they are published: whether they exist, their directories, their commits.
import { Invalid, NotFound } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import {
  type Git,
  GitFailure,
  type GitTreeEntry,
  type ListedCommit,
  type ObjectReader,
  openObjectReader,
  type RemoteRefs,
} from '../../platform/git/index.ts'
import { isConfigurationFile } from '../../terraform/index.ts'
import { type RepositoryRemotes, UnreadableRepository, type VcsRepositories } from '../../vcs/index.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import { type RepositoryPage, repositoryPageOf } from '../registry-module/repository-paths.ts'
import { type LocatingParts, locateRequested, type RepositoryRequest } from './requested-repository.ts'

export interface RepositoryBrowsingParts extends LocatingParts {
  repositories: Pick<VcsRepositories, 'describe'>
  remotes: Pick<RepositoryRemotes, 'of' | 'at'>
  git: Pick<Git, 'listRefs' | 'listCommits' | 'fetchSnapshot'>
}

/** A directory of a repository. */
export interface RepositoryDirectory {
  /** empty for the root */
  path: string
  /** whether it has configuration itself, not in directories below it */
  hasConfiguration: boolean
}

export interface ModuleCommits {
  commits: ListedCommit[]
  /** undefined when it has none */
  page: RepositoryPage | undefined
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
      await locateRequested(this.#parts, subject, request)
      return true
    } catch (error) {
      if (error instanceof UnreadableRepository && (error.reason === 'not_found' || error.reason === 'authentication')) return false
      throw error
    }
  }

  /**
   * The root and the directories below it, in order: at most a thousand, ten levels deep.
   * @param name of a branch or tag, or a commit that one of them points to; when absent, the default branch
   */
  async directories(subject: Subject, request: RepositoryRequest, name: string | undefined): Promise<RepositoryDirectory[]> {
    const { remotes, git } = this.#parts
    const located = await locateRequested(this.#parts, subject, request).catch(missingIsNotFound)
    const want = wantedRef(located.refs, name)
    if (want === undefined) {
      const what = name === undefined ? 'default branch' : `branch, tag or commit ${name}`
      throw new NotFound(`repository ${request.identifier} has no ${what}`)
    }
    const remote = await remotes.at(located)
    return await explained(async () => {
      const snapshot = await git.fetchSnapshot(remote, [want], { files: false })
      try {
        const commit = snapshot.commits.get(want.ref)
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
    const page = repositoryPageOf(sources.get(id))
    return await explained(async () => {
      const refs = await git.listRefs(remote)
      const head = module.branch === null ? refs.head : refs.branches.find(({ name }) => name === module.branch)
      if (head === undefined) return { commits: [], page }
      const wanted = { ref: `refs/heads/${head.name}`, commit: head.commit, limit: MAX_COMMITS }
      return { commits: await git.listCommits(remote, wanted), page }
    })
  }
}

/** A branch goes before a tag of the same name. */
function wantedRef({ head, branches, tags }: RemoteRefs, name: string | undefined): { ref: string; commit: string } | undefined {
  if (name === undefined) return head === undefined ? undefined : { ref: `refs/heads/${head.name}`, commit: head.commit }
  const all = [
    ...branches.map((branch) => ({ ...branch, ref: `refs/heads/${branch.name}` })),
    ...tags.map((tag) => ({ ...tag, ref: `refs/tags/${tag.name}` })),
  ]
  return all.find((each) => each.name === name) ?? all.find(({ commit }) => commit === name)
}

async function directoriesOf(repository: string, root: string): Promise<RepositoryDirectory[]> {
  const reader = openObjectReader(repository)
  try {
    return (await within(reader, root, '', MAX_DEPTH)).slice(0, MAX_DIRECTORIES + 1)
  } finally {
    await reader.close()
  }
}

/** The directory and those below it. */
async function within(reader: ObjectReader, tree: string, path: string, depth: number): Promise<RepositoryDirectory[]> {
  const entries = await reader.readTree(tree)
  const found = [{ path, hasConfiguration: entries.some(({ type, name }) => type === 'blob' && isConfigurationFile(name)) }]
  if (depth === 0) return found
  for (const entry of entries.filter(isDirectory)) {
    found.push(...(await within(reader, entry.oid, path === '' ? entry.name : `${path}/${entry.name}`, depth - 1)))
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
