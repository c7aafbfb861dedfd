/** Limits of one module. Exceeding one is the user's mistake, and the message names the limit. */
export interface PackageLimits {
  /** bytes of one file */
  fileBytes: number
  /** files and directories, copies made for links included */
  entries: number
  /** bytes of all files, copies made for links included */
  totalBytes: number
  /** bytes of one path */
  pathBytes: number
  /** directories above a file */
  depth: number
  /** links followed on the way to one file */
  linkChain: number
}

const MEGABYTE = 1024 * 1024

export const DEFAULT_PACKAGE_LIMITS: PackageLimits = {
  fileBytes: 50 * MEGABYTE,
  entries: 10_000,
  totalBytes: 500 * MEGABYTE,
  pathBytes: 1024,
  depth: 64,
  linkChain: 40,
}
