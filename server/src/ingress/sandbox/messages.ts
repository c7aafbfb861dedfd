// What the server and its sandbox process say to each other. Plain JSON: the archive itself goes through the file system.

export interface PrepareRequest {
  /** a bare repository that has the tree */
  repository: string
  /** root tree of the commit */
  tree: string
  /** where the module is in it; empty for the root */
  sourceDirectory: string
  /** a file that does not exist yet, for the archive */
  destination: string
}

/** Packed and inspected. */
export interface Prepared {
  kind: 'prepared'
  /** of the archive, hex */
  sha256: string
  /** bytes of the archive */
  size: number
  /** `PackageInspection` as JSON */
  inspection: string
}

/** The user's mistake; the same files always give the same answer. */
export interface Refused {
  kind: 'refused'
  message: string
  file?: string
  line?: number
}

/** There is no configuration in the module's directory at this commit. */
export interface NothingToPublish {
  kind: 'nothing'
  reason: string
}

export type PrepareOutcome = Prepared | Refused | NothingToPublish

/** An error that is not the user's: the message, for the log and the retry. */
export type SandboxReply = { kind: 'outcome'; outcome: PrepareOutcome } | { kind: 'error'; message: string }
