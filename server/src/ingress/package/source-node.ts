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
  /** the topmost directory of a git submodule, which links in it cannot leave */
  isSubmodule?: boolean
  /** Cheap to call again. Two calls for the same directory return the same nodes. */
  list(): Promise<ReadonlyMap<string, SourceNode>>
}

export interface LinkNode {
  kind: 'link'
  /** undefined when it is too long to be a path */
  target(): Promise<string | undefined>
}

/** A git submodule: a directory that is a commit of another repository. */
export interface SubmoduleNode {
  kind: 'submodule'
  /** Two calls return the same. */
  content(): Promise<DirectoryNode | MissingSubmodule>
}

/** A git submodule without its files. */
export interface MissingSubmodule {
  kind: 'missing'
  /** a sentence */
  reason: string
  /** absent when nobody asked for it */
  failure?: SubmoduleFailure
}

/** Why the files of a git submodule could not be had. */
export interface SubmoduleFailure {
  message: string
  /** the `.gitmodules` file, as a path in the repository */
  file: string
  line?: number
}

export type SourceNode = FileNode | DirectoryNode | LinkNode | SubmoduleNode

/** The source of a module, as messages call it. */
export type SourceName = 'repository' | 'archive'
