// What the server and its sandbox tell each other about git submodules. The sandbox finds them, and the server fetches them.

/** A git submodule whose files are needed to prepare a package. */
export interface WantedSubmodule {
  /** from the root of the module's own repository */
  path: string
  /** of the submodule that has it; empty for the module's own repository */
  parent: string
  commit: string
  /** as `.gitmodules` has it */
  url: string
  /** where it does, for messages */
  place: string
}

/** Where the files of a git submodule are, or why there are none. */
export type SuppliedSubmodule = { path: string } & (FetchedSubmodule | { problem: string })

export interface FetchedSubmodule {
  /** a bare repository */
  repository: string
  /** the root tree of the commit */
  tree: string
}
