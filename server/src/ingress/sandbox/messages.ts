// Messages between the server and its sandbox process. Plain JSON; the archive itself goes through the file system.

import type { Diagnostic } from '../../terraform/index.ts'
import type { SuppliedSubmodule, WantedSubmodule } from './submodules/submodule-messages.ts'

/** Where a package's files are. */
export type PackageSource =
  /**
   * `repository`: a bare repository that has `tree`, the root tree of a commit; the module is in `sourceDirectory`, empty for the root;
   * `submodules`: the git submodules that were asked for so far, absent when all of them are left out
   */
  | { kind: 'git'; repository: string; tree: string; sourceDirectory: string; submodules?: readonly SuppliedSubmodule[] }
  /** `file`: a gzipped tar archive as it was uploaded */
  | { kind: 'archive'; file: string }

export interface PrepareRequest {
  /** identifies the files, independent of where they are read from; earlier deaths are counted under it */
  name: string
  source: PackageSource
  /** a file that does not exist yet, for the archive */
  destination: string
}

/** To inspect a published archive again, without packing it. */
export interface InspectRequest extends PrepareRequest {
  source: PackageSource & { kind: 'archive' }
  /** the stored inspection: `PackageInspection` as JSON */
  earlier: string
}

export interface Inspected {
  kind: 'inspected'
  /** as `Prepared` has it */
  inspection: string
}

/** Packed and inspected. */
export interface Prepared {
  kind: 'prepared'
  /** of the archive, hex */
  sha256: string
  /** bytes of the archive */
  size: number
  /** where the files are in the archive, as `encodeContents` writes it */
  contents: string
  /** `PackageInspection` as JSON in gzip in base64 */
  inspection: string
  /** those of the inspection, so that the server need not parse it */
  diagnostics: readonly Diagnostic[]
  /** how long it took, milliseconds */
  inspectedMs: number
  packedMs: number
}

/** A user's mistake; the same files always give the same answer. */
export interface Refused {
  kind: 'refused'
  message: string
  file?: string
  line?: number
  /** the archive of its files at the destination, when they could be packed and are few enough to keep */
  kept?: { sha256: string; size: number }
}

/** The module's directory has no configuration at this commit. */
export interface NothingToPublish {
  kind: 'nothing'
  reason: string
}

/** Git submodules are needed first. Ask again with all of them. */
export interface SubmodulesWanted {
  kind: 'submodules'
  wanted: readonly WantedSubmodule[]
}

/** A git submodule could not be had, and the module cannot do without it. */
export interface Incomplete extends Omit<Refused, 'kind'> {
  kind: 'incomplete'
}

export type PrepareOutcome = Prepared | Refused | NothingToPublish | SubmodulesWanted | Incomplete

/** An error that is not the user's: the message, for the log and the retry. */
export type SandboxReply = { kind: 'outcome'; outcome: PrepareOutcome | Inspected } | { kind: 'error'; message: string }
