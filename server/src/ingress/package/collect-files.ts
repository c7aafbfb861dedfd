// Flattens a source tree into the list of files to pack. Replaces links by their targets, and enforces limits and names.
import { nameProblem } from './entry-names.ts'
import { followPath } from './follow-path.ts'
import type { PackageLimits } from './limits.ts'
import type { ModuleFile, PackageWarning } from './module-tree.ts'
import { PackageRefused, quoted } from './package-refused.ts'
import type { DirectoryNode, FileNode, LinkNode, SourceName, SourceNode } from './source-node.ts'

/** A directory whose entries are still to be visited. */
interface Visit {
  directory: DirectoryNode
  /** in the module, with a final slash unless it is the root */
  prefix: string
  depth: number
  /** real directories from the source's root to this one, for `..` in links */
  trail: readonly DirectoryNode[]
  /** real directories being copied above this one; meeting one again would be an endless loop */
  expanding: readonly DirectoryNode[]
}

interface Collection {
  source: SourceName
  limits: PackageLimits
  found: { path: string; node: FileNode }[]
  warnings: PackageWarning[]
  entries: number
  next: Visit[]
}

/**
 * @param start the module's directory, and the real directories from the source's root down to it
 * @throws PackageRefused for the first entry that cannot be served
 */
export async function collectFiles(
  source: SourceName,
  start: { directory: DirectoryNode; trail: readonly DirectoryNode[] },
  limits: PackageLimits,
): Promise<{ files: ModuleFile[]; warnings: PackageWarning[] }> {
  const collection: Collection = { source, limits, found: [], warnings: [], entries: 0, next: [] }
  let level: Visit[] = [{ ...start, prefix: '', depth: 0, expanding: [start.directory] }]
  while (level.length > 0) {
    // Lists all directories of a level at once, then visits them in order, so that the first problem is always the same.
    const listings = await Promise.all(level.map(({ directory }) => directory.list()))
    for (const [index, visit] of level.entries()) {
      for (const [name, node] of listings[index] ?? []) await visitEntry(collection, visit, name, node)
    }
    level = collection.next
    collection.next = []
  }
  const files = await measured(collection)
  return { files, warnings: [...collection.warnings, ...caseWarnings(files)] }
}

async function visitEntry(collection: Collection, visit: Visit, name: string, node: SourceNode): Promise<void> {
  const path = visit.prefix + name
  checkEntry(collection, visit, name, path)
  if (node.kind === 'file') collection.found.push({ path, node })
  else if (node.kind === 'directory') enterDirectory(collection, visit, path, { directory: node, trail: [...visit.trail, node] })
  else if (node.kind === 'link') await visitLink(collection, visit, path, node)
  else collection.warnings.push({ file: path, detail: 'a git submodule; its files are not included in the module' })
}

function checkEntry(collection: Collection, visit: Visit, name: string, path: string): void {
  const { entries, pathBytes, depth } = collection.limits
  const problem = nameProblem(name)
  if (problem !== undefined) throw new PackageRefused(`${quoted(path)}: ${problem}`, { file: path })
  if (++collection.entries > entries) throw new PackageRefused(`the module has more than ${entries} files and directories`)
  if (Buffer.byteLength(path) > pathBytes) throw new PackageRefused(`${quoted(path)}: the path is longer than ${pathBytes} bytes`)
  if (visit.depth > depth) throw new PackageRefused(`${quoted(path)}: more than ${depth} directories deep`, { file: path })
}

/** @returns false when the directory contains itself */
function enterDirectory(collection: Collection, visit: Visit, path: string, place: Pick<Visit, 'directory' | 'trail'>): boolean {
  if (visit.expanding.includes(place.directory)) return false
  const expanding = [...visit.expanding, place.directory]
  collection.next.push({ ...place, prefix: `${path}/`, depth: visit.depth + 1, expanding })
  return true
}

async function visitLink(collection: Collection, visit: Visit, path: string, link: LinkNode): Promise<void> {
  const target = await link.target()
  const rule = `only links that stay inside the ${collection.source} are allowed`
  const refuse = (reason: string) =>
    new PackageRefused(`${quoted(path)}: symbolic link to ${quoted(target)}, ${reason} (${rule})`, { file: path })
  // The link itself is the first of the chain.
  const place = await followPath(visit.trail, target, collection.limits.linkChain - 1)
  if ('reason' in place) throw refuse(place.reason)
  if (place.node.kind === 'file') collection.found.push({ path, node: place.node })
  else if (!enterDirectory(collection, visit, path, { directory: place.node, trail: place.trail })) throw refuse('which contains the link')
}

async function measured({ found, limits }: Collection): Promise<ModuleFile[]> {
  const sizes = await Promise.all(found.map(({ node }) => node.size()))
  let total = 0
  return found.map(({ path, node }, index) => {
    const size = sizes[index] ?? 0
    total += size
    if (size > limits.fileBytes) throw new PackageRefused(`${quoted(path)}: larger than ${limits.fileBytes} bytes`, { file: path })
    if (total > limits.totalBytes) throw new PackageRefused(`the module is larger than ${limits.totalBytes} bytes`)
    return { path, mode: node.executable ? 0o755 : 0o644, size, read: () => node.read() }
  })
}

/** Files that collide on case-insensitive file systems (macOS, Windows). They only cause warnings: elsewhere they work. */
function caseWarnings(files: readonly ModuleFile[]): PackageWarning[] {
  const seen = new Map<string, string>()
  const warnings: PackageWarning[] = []
  for (const { path } of files) {
    const folded = path.normalize('NFC').toLowerCase()
    const other = seen.get(folded)
    if (other !== undefined) warnings.push({ file: path, detail: `differs from ${quoted(other)} only in case` })
    seen.set(folded, path)
  }
  return warnings
}
