// Flattens a source tree into the list of files to pack. Replaces links by their targets, and enforces limits and names.
import { caseWarnings } from './case-warnings.ts'
import { leftOutBecause, nameProblem } from './entry-names.ts'
import { type DeadEnd, followPath } from './follow-path.ts'
import type { PackageLimits } from './limits.ts'
import type { ModuleFile, PackageWarning } from './module-tree.ts'
import { PackageRefused, quoted } from './package-refused.ts'
import type { DirectoryNode, FileNode, LinkNode, SourceName, SourceNode, SubmoduleNode } from './source-node.ts'

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
  deadLinks: PackageWarning[]
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
): Promise<{ files: ModuleFile[]; warnings: PackageWarning[]; deadLinks: PackageWarning[] }> {
  const collection: Collection = { source, limits, found: [], warnings: [], deadLinks: [], entries: 0, next: [] }
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
  return { files, warnings: [...collection.warnings, ...caseWarnings(files)], deadLinks: collection.deadLinks }
}

async function visitEntry(collection: Collection, visit: Visit, name: string, node: SourceNode): Promise<void> {
  const path = visit.prefix + name
  if (++collection.entries > collection.limits.entries) throw tooManyEntries(collection.limits)
  const reason = leftOutBecause(name)
  if (reason !== undefined) return void collection.warnings.push(leftOut(path, reason))
  checkEntry(collection, visit, name, path)
  if (node.kind === 'file') collection.found.push({ path, node })
  else if (node.kind === 'directory') enterDirectory(collection, visit, path, { directory: node, trail: [...visit.trail, node] })
  else if (node.kind === 'link') await visitLink(collection, visit, path, node)
  else await visitSubmodule(collection, visit, path, node)
}

async function visitSubmodule(collection: Collection, visit: Visit, path: string, node: SubmoduleNode): Promise<void> {
  const content = await node.content()
  if (content.kind === 'directory')
    return void enterDirectory(collection, visit, path, { directory: content, trail: [...visit.trail, content] })
  const { reason: detail, failure } = content
  collection.warnings.push({ file: path, summary: 'Git submodule left out', detail, ...(failure && { submodule: failure }) })
}

function tooManyEntries({ entries }: PackageLimits): PackageRefused {
  return new PackageRefused(`the module has more than ${entries} files and directories`)
}

/** For a file or directory that is left out for its name. */
export function leftOut(path: string, reason: string): PackageWarning {
  return { file: path, summary: 'File left out', detail: `${quoted(path)} is not in the archive, because it ${reason}.` }
}

function checkEntry(collection: Collection, visit: Visit, name: string, path: string): void {
  const { pathBytes, depth } = collection.limits
  const problem = nameProblem(name)
  if (problem !== undefined) throw new PackageRefused(`${quoted(path)}: ${problem}`, { file: path })
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
  const leaveOut = (reason: string, place: Pick<DeadEnd, 'submodule'> = {}) =>
    void collection.deadLinks.push({
      ...deadLink(collection.source, path, `a symbolic link ${reason}`),
      ...(place.submodule && { submodule: place.submodule }),
    })
  if (target === undefined) return leaveOut('that is too long to be a path')
  // The link itself is the first of the chain.
  const place = await followPath(visit.trail, target, collection.limits.linkChain - 1)
  const to = `to ${quoted(target)}`
  if ('reason' in place) leaveOut(`${to}, ${place.reason}`, place)
  else if (place.node.kind === 'file') collection.found.push({ path, node: place.node })
  else if (!enterDirectory(collection, visit, path, { directory: place.node, trail: place.trail }))
    leaveOut(`${to}, which contains the link`)
}

/** @param what the link and its problem, as the object of a sentence */
export function deadLink(source: SourceName, path: string, what: string): PackageWarning {
  const detail = `${quoted(path)} is ${what}. It is not in the archive: only links to what is inside the ${source} are followed.`
  return { file: path, summary: 'Broken link', detail }
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
