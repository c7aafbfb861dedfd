// A source of files, a git tree or an uploaded archive, before its links are resolved.

export interface FileNode {
  kind: 'file'
  executable: boolean
  /** bytes */
  size(): Promise<number>
  read(): Promise<Buffer>
}

export interface DirectoryNode {
  kind: 'directory'
  /** Cheap to call again. Two calls for the same directory return the same nodes. */
  list(): Promise<ReadonlyMap<string, SourceNode>>
}

export interface LinkNode {
  kind: 'link'
  /** undefined when it is too long to be a path */
  target(): Promise<string | undefined>
}

/** A git submodule; its files are not in this repository. */
export interface SubmoduleNode {
  kind: 'submodule'
}

export type SourceNode = FileNode | DirectoryNode | LinkNode | SubmoduleNode

/** The source of a module, as messages call it. */
export type SourceName = 'repository' | 'archive'
