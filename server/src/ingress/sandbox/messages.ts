// What the server and its sandbox process say to each other. Plain JSON: the archive itself goes through the file system.

/** Where a package's files are. */
export type PackageSource =
  /** `repository`: a bare repository that has `tree`, the root tree of a commit; the module is in `sourceDirectory`, empty for the root */
  | { kind: 'git'; repository: string; tree: string; sourceDirectory: string }
  /** `file`: a gzip'd tar as somebody uploaded it */
  | { kind: 'archive'; file: string }

export interface PrepareRequest {
  /** names the files, whenever and from wherever they are read: what happened to them before is remembered under it */
  name: string
  source: PackageSource
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
  /** how long it took, milliseconds */
  inspectedMs: number
  packedMs: number
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
