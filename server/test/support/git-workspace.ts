// A temporary workspace for tests with git: repositories, a Git that may read them, and a check for leftovers.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGit, type Git, type GitOptions } from '../../src/platform/git/index.ts'
import { createAddressPolicy } from '../../src/platform/network/index.ts'
import { buildRepository, type RepositoryBuilder } from './repository-builder.ts'

export interface GitWorkspace extends AsyncDisposable {
  directory: string
  /** where `repository` makes them: the root for a remote server */
  repositories: string
  /** @param name without `.git` */
  repository(name: string): Promise<RepositoryBuilder>
  /** Allows file URLs and private addresses by default. */
  git(options?: Partial<GitOptions>): Git
  /** what is in the scratch directory now */
  leftovers(): Promise<string[]>
}

export async function makeGitWorkspace(): Promise<GitWorkspace> {
  const directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
  const repositories = join(directory, 'repositories')
  const scratchDirectory = join(directory, 'scratch')
  const opened: Git[] = []
  return {
    directory,
    repositories,
    repository: (name) => buildRepository(join(repositories, `${name}.git`)),
    git: (options = {}) => {
      const addresses = createAddressPolicy({ allowPrivate: true })
      const git = createGit({ scratchDirectory, allowFile: true, addresses, urlOverrides: [], ...options })
      opened.push(git)
      return git
    },
    leftovers: () => readdir(scratchDirectory).catch(() => []),
    [Symbol.asyncDispose]: async () => {
      for (const git of opened) git.close()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
