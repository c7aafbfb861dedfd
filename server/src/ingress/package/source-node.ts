// What both sources, a git tree and an uploaded archive, look like before links are resolved.

export interface FileNode {
  kind: 'file'
  executable: boolean
  /** bytes */
  size(): Promise<number>
  read(): Promise<Buffer>
}

export interface DirectoryNode {
  kind: 'directory'
  /** Cheap when called again. Two calls for the same directory give the same nodes. */
  list(): Promise<ReadonlyMap<string, SourceNode>>
}

export interface LinkNode {
  kind: 'link'
  target(): Promise<string>
}

/** Another repository mounted here; its files are not in this one. */
export interface SubmoduleNode {
  kind: 'submodule'
}

export type SourceNode = FileNode | DirectoryNode | LinkNode | SubmoduleNode

/** Where a module comes from, as messages call it. */
export type SourceName = 'repository' | 'archive'
