import { collectFiles } from './collect-files.ts'
import { followPath } from './follow-path.ts'
import { DEFAULT_PACKAGE_LIMITS, type PackageLimits } from './limits.ts'
import type { ModuleTree } from './module-tree.ts'
import { PackageRefused, quoted, SourceDirectoryMissing, SubmoduleMissing } from './package-refused.ts'
import type { DirectoryNode, MissingSubmodule, SourceNode } from './source-node.ts'

export interface GitTreeEntry {
  /** from the tree object: octal text such as `100644` or `40000`, or its number */
  mode: string | number
  /** one segment; U+FFFD replaces bytes that are not UTF-8 */
  name: string
  oid: string
}

/** What git must provide to read a commit's files. Calls may overlap. */
export interface GitObjects {
  readTree(oid: string): Promise<readonly GitTreeEntry[]>
  /** bytes */
  blobSize(oid: string): Promise<number>
  /** Rejects when the blob is larger than `maximumBytes`. */
  readBlob(oid: string, maximumBytes: number): Promise<Buffer>
}

/** A commit of a repository whose files are wanted. */
export interface GitCommitTree {
  objects: GitObjects
  /** the root tree */
  tree: string
}

/** A repository at its place: the module's own, or a git submodule. */
export interface PlacedRepository extends GitCommitTree {
  /** from the root of the module's own repository, which has the empty path */
  path: string
  /** submodules around it */
  depth: number
}

/** Where a tree has a commit of another repository. */
export interface GitLink {
  /** from the root of the module's own repository */
  path: string
  commit: string
  /** the repository that has it */
  parent: PlacedRepository
}

/** Provides the content of git submodules. */
export interface GitSubmodules {
  open(link: GitLink): Promise<GitCommitTree | MissingSubmodule>
}

export interface GitTreeOptions {
  /** absent: git submodules are left out */
  submodules?: GitSubmodules | undefined
  /** the module's directory, such as `modules/network`; empty or absent for the root */
  sourceDirectory?: string
  limits?: PackageLimits
}

const TYPE_BITS = 0o170000
const [DIRECTORY, FILE, LINK, SUBMODULE] = [0o040000, 0o100000, 0o120000, 0o160000]

/**
 * Reads the files of a module from a commit, without a working tree. Links are resolved in the whole repository, so that a
 * module in a source directory may link to files beside it.
 * @param rootTree of the commit, whatever the source directory
 * @throws PackageRefused, or its subclasses SourceDirectoryMissing and SubmoduleMissing; errors of `objects` unchanged
 */
export async function readGitTree(objects: GitObjects, rootTree: string, options: GitTreeOptions = {}): Promise<ModuleTree> {
  const { sourceDirectory = '', limits = DEFAULT_PACKAGE_LIMITS, submodules = LEFT_OUT } = options
  const root = openRepository({ objects, tree: rootTree, path: '', depth: 0 }, { limits, submodules })
  const start = await followPath([root], sourceDirectory, limits.linkChain)
  if ('reason' in start && start.submodule !== undefined) throw new SubmoduleMissing(start.submodule)
  if ('reason' in start || start.node.kind !== 'directory') throw new SourceDirectoryMissing(sourceDirectory)
  const collected = await collectFiles('repository', { directory: start.node, trail: start.trail }, limits)
  return { ...collected, close: async () => undefined }
}

const LEFT_OUT: GitSubmodules = {
  open: async () => ({ kind: 'missing', reason: 'The files of git submodules are not part of the archive: `ingress-submodules` is off.' }),
}

interface Reading {
  limits: PackageLimits
  submodules: GitSubmodules
}

/** Reads each tree object once, however many paths and links lead to it. */
function openRepository(repository: PlacedRepository, reading: Reading): DirectoryNode {
  const { objects } = repository
  const listings = new Map<string, Promise<readonly GitTreeEntry[]>>()
  const readTree = (oid: string) => {
    const listing = listings.get(oid) ?? objects.readTree(oid)
    listings.set(oid, listing)
    return listing
  }
  const directory = (oid: string, path: string): DirectoryNode => {
    const nodeFor = (entry: GitTreeEntry) => {
      const entryPath = path === '' ? entry.name : `${path}/${entry.name}`
      return nodeOf(entry, { repository, reading, path: entryPath, directory })
    }
    const list = once(async () => nodesOf(await readTree(oid), nodeFor))
    return { kind: 'directory', list }
  }
  return { ...directory(repository.tree, repository.path), isSubmodule: repository.depth > 0 }
}

function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined
  return () => (result ??= work())
}

function nodesOf(entries: readonly GitTreeEntry[], nodeFor: (entry: GitTreeEntry) => SourceNode): Map<string, SourceNode> {
  const nodes = new Map<string, SourceNode>()
  for (const entry of entries) {
    if (nodes.has(entry.name)) throw new PackageRefused(`${quoted(entry.name)}: appears twice in the same directory`, { file: entry.name })
    nodes.set(entry.name, nodeFor(entry))
  }
  return nodes
}

interface EntryPlace {
  repository: PlacedRepository
  reading: Reading
  /** of the entry, from the root of the module's own repository */
  path: string
  directory(oid: string, path: string): DirectoryNode
}

function nodeOf(entry: GitTreeEntry, { repository, reading, path, directory }: EntryPlace): SourceNode {
  const { oid, name } = entry
  const { objects } = repository
  const { limits } = reading
  const mode = typeof entry.mode === 'number' ? entry.mode : Number.parseInt(entry.mode, 8)
  switch (mode & TYPE_BITS) {
    case DIRECTORY:
      return directory(oid, path)
    case FILE:
      return {
        kind: 'file',
        executable: (mode & 0o100) !== 0,
        size: () => objects.blobSize(oid),
        read: () => objects.readBlob(oid, limits.fileBytes),
      }
    case LINK:
      return { kind: 'link', target: () => linkTarget(objects, oid, limits.pathBytes) }
    case SUBMODULE:
      return { kind: 'submodule', content: once(() => submoduleContent({ path, commit: oid, parent: repository }, reading)) }
    default:
      throw new PackageRefused(`${quoted(name)}: git mode ${mode.toString(8)} is not allowed`, { file: name })
  }
}

async function submoduleContent(link: GitLink, reading: Reading): Promise<DirectoryNode | MissingSubmodule> {
  const content = await reading.submodules.open(link)
  if ('kind' in content) return content
  return openRepository({ ...content, path: link.path, depth: link.parent.depth + 1 }, reading)
}

/** A file that was committed as a link by mistake has its content as the target. */
async function linkTarget(objects: GitObjects, oid: string, maximumBytes: number): Promise<string | undefined> {
  if ((await objects.blobSize(oid)) > maximumBytes) return undefined
  return (await objects.readBlob(oid, maximumBytes)).toString('utf8')
}
