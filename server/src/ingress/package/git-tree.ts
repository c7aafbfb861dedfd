import { collectFiles } from './collect-files.ts'
import { followPath } from './follow-path.ts'
import { DEFAULT_PACKAGE_LIMITS, type PackageLimits } from './limits.ts'
import type { ModuleTree } from './module-tree.ts'
import { PackageRefused, quoted, SourceDirectoryMissing } from './package-refused.ts'
import type { DirectoryNode, SourceNode } from './source-node.ts'

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

export interface GitTreeOptions {
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
 * @throws PackageRefused, or its subclass SourceDirectoryMissing; errors of `objects` unchanged
 */
export async function readGitTree(objects: GitObjects, rootTree: string, options: GitTreeOptions = {}): Promise<ModuleTree> {
  const { sourceDirectory = '', limits = DEFAULT_PACKAGE_LIMITS } = options
  const root = treeReader(objects, limits)(rootTree)
  const start = await followPath([root], sourceDirectory, limits.linkChain)
  if ('reason' in start || start.node.kind !== 'directory') throw new SourceDirectoryMissing(sourceDirectory)
  const collected = await collectFiles('repository', { directory: start.node, trail: start.trail }, limits)
  return { ...collected, close: async () => undefined }
}

/** Reads each tree object once, however many paths and links lead to it. */
function treeReader(objects: GitObjects, limits: PackageLimits): (oid: string) => DirectoryNode {
  const listings = new Map<string, Promise<readonly GitTreeEntry[]>>()
  const readTree = (oid: string) => {
    const listing = listings.get(oid) ?? objects.readTree(oid)
    listings.set(oid, listing)
    return listing
  }
  const directory = (oid: string): DirectoryNode => {
    let nodes: Promise<ReadonlyMap<string, SourceNode>> | undefined
    return {
      kind: 'directory',
      list: () => (nodes ??= readTree(oid).then((entries) => nodesOf(entries, (entry) => nodeOf(entry, objects, directory, limits)))),
    }
  }
  return directory
}

function nodesOf(entries: readonly GitTreeEntry[], nodeFor: (entry: GitTreeEntry) => SourceNode): Map<string, SourceNode> {
  const nodes = new Map<string, SourceNode>()
  for (const entry of entries) {
    if (nodes.has(entry.name)) throw new PackageRefused(`${quoted(entry.name)}: appears twice in the same directory`, { file: entry.name })
    nodes.set(entry.name, nodeFor(entry))
  }
  return nodes
}

function nodeOf(entry: GitTreeEntry, objects: GitObjects, directory: (oid: string) => DirectoryNode, limits: PackageLimits): SourceNode {
  const { oid, name } = entry
  const mode = typeof entry.mode === 'number' ? entry.mode : Number.parseInt(entry.mode, 8)
  switch (mode & TYPE_BITS) {
    case DIRECTORY:
      return directory(oid)
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
      return { kind: 'submodule' }
    default:
      throw new PackageRefused(`${quoted(name)}: git mode ${mode.toString(8)} is not allowed`, { file: name })
  }
}

/** A file that was committed as a link by mistake has its content as the target. */
async function linkTarget(objects: GitObjects, oid: string, maximumBytes: number): Promise<string | undefined> {
  if ((await objects.blobSize(oid)) > maximumBytes) return undefined
  return (await objects.readBlob(oid, maximumBytes)).toString('utf8')
}
