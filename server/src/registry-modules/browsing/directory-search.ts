// Whether the newest versions of a repository have configuration in a directory, found without fetching files.
import { type Git, GitFailure, type GitTreeEntry, type ObjectReader, openObjectReader } from '../../platform/git/index.ts'
import { isModulePath } from '../../terraform/index.ts'
import type { LocatedRepository, RepositoryRemotes } from '../../vcs/index.ts'
import type { TagDecision } from '../imports/tag-decisions.ts'

export interface DirectorySearchParts {
  git: Pick<Git, 'fetchSnapshot'>
  remotes: Pick<RepositoryRemotes, 'at'>
}

export interface DirectorySearch {
  /** the newest first */
  versions: readonly TagDecision[]
  /** empty for the root */
  directory: string
}

/** Somebody waits for the answer. */
const MAX_SEARCHED = 20
const TIMEOUT_MS = 15_000
const MAX_BYTES = 64 * 1024 * 1024
const MAX_TREES = 200

/** @returns by tag, whether it has configuration there; without the tags for which only the import can tell */
export async function searchDirectory(
  { git, remotes }: DirectorySearchParts,
  located: LocatedRepository,
  { versions, directory }: DirectorySearch,
): Promise<Map<string, boolean>> {
  const found = new Map<string, boolean>()
  const wants = versions.slice(0, MAX_SEARCHED).map(({ tag, commit }) => ({ ref: `refs/tags/${tag}`, commit }))
  if (wants.length === 0) return found
  try {
    const limits = { files: false, timeoutMs: TIMEOUT_MS, packBytes: MAX_BYTES }
    const snapshot = await git.fetchSnapshot(await remotes.at(located), wants, limits)
    const reader = openObjectReader(snapshot.directory)
    try {
      for (const { tag } of versions.slice(0, MAX_SEARCHED)) {
        const commit = snapshot.commits.get(`refs/tags/${tag}`)
        const has = commit === undefined ? undefined : await hasConfiguration(reader, commit.tree, directory)
        if (has !== undefined) found.set(tag, has)
      }
    } finally {
      await reader.close()
      await snapshot.dispose()
    }
  } catch (error) {
    // The import has more time, and says what is wrong.
    if (!(error instanceof GitFailure)) throw error
  }
  return found
}

/** @returns undefined where links or git submodules may lead to some */
async function hasConfiguration(reader: ObjectReader, root: string, directory: string): Promise<boolean | undefined> {
  let tree = root
  for (const segment of directory.split('/').filter((each) => each !== '')) {
    const entry = (await reader.readTree(tree)).find(({ name }) => name === segment)
    if (entry === undefined) return false
    if (entry.type !== 'tree') return leadsElsewhere(entry) ? undefined : false
    tree = entry.oid
  }
  return await hasModulePath(reader, tree)
}

async function hasModulePath(reader: ObjectReader, root: string): Promise<boolean | undefined> {
  const waiting = [{ tree: root, path: '' }]
  let isCertain = true
  for (let read = 0, next = waiting.shift(); next !== undefined; next = waiting.shift(), read++) {
    if (read === MAX_TREES) return undefined
    for (const entry of await reader.readTree(next.tree)) {
      const path = `${next.path}${entry.name}`
      if (entry.type === 'blob' && isModulePath(path)) return true
      // Only what is below `modules` can count, as isModulePath knows.
      if (entry.type === 'tree' && isModulePath(`${path}/module/main.tf`)) waiting.push({ tree: entry.oid, path: `${path}/` })
      else if (leadsElsewhere(entry)) isCertain = false
    }
  }
  return isCertain ? false : undefined
}

function leadsElsewhere({ mode, type }: GitTreeEntry): boolean {
  return type === 'commit' || mode === '120000'
}
