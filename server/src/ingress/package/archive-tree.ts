import { PackageRefused, quoted } from './package-refused.ts'
import type { DirectoryNode, FileNode, SourceNode } from './source-node.ts'

interface BuiltDirectory extends DirectoryNode {
  children: Map<string, SourceNode>
}

/** The directories of an archive, built from its entries. These come in any order and may lack their parents. */
export interface ArchiveTree {
  root: DirectoryNode
  addDirectory(segments: readonly string[]): void
  /** @throws PackageRefused when the path is taken */
  add(segments: readonly string[], node: SourceNode): void
  findFile(segments: readonly string[]): FileNode | undefined
}

/** @param onNode called for every new directory; may throw when there are too many */
export function createArchiveTree(onNode: () => void): ArchiveTree {
  const built = new Map<DirectoryNode, BuiltDirectory>()
  const root = newDirectory()

  function newDirectory(): BuiltDirectory {
    const children = new Map<string, SourceNode>()
    const directory: BuiltDirectory = { kind: 'directory', children, list: async () => children }
    built.set(directory, directory)
    return directory
  }

  function directoryAt(segments: readonly string[]): BuiltDirectory {
    let here = root
    for (const [index, segment] of segments.entries()) {
      let child = here.children.get(segment)
      if (child === undefined) {
        onNode()
        child = newDirectory()
        here.children.set(segment, child)
      }
      const next = child.kind === 'directory' ? built.get(child) : undefined
      if (next === undefined) throw taken(segments.slice(0, index + 1))
      here = next
    }
    return here
  }

  return {
    root,
    addDirectory: (segments) => void directoryAt(segments),
    add(segments, node) {
      const parent = directoryAt(segments.slice(0, -1))
      const name = segments.at(-1) ?? ''
      if (parent.children.has(name)) throw taken(segments)
      parent.children.set(name, node)
    },
    findFile(segments) {
      let here: SourceNode | undefined = root
      for (const segment of segments) here = here?.kind === 'directory' ? built.get(here)?.children.get(segment) : undefined
      return here?.kind === 'file' ? here : undefined
    },
  }
}

function taken(segments: readonly string[]): PackageRefused {
  const path = segments.join('/')
  return new PackageRefused(`${quoted(path)}: more than one entry of the archive has this path`, { file: path })
}
