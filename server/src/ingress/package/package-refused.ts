import type { SubmoduleFailure } from './source-node.ts'

/** The module cannot be served: a user's mistake, which a retry cannot fix. The message names the entry and the reason. */
export class PackageRefused extends Error {
  override readonly name: string = 'PackageRefused'
  /** the entry at fault, as a path in the repository's module or in the archive */
  readonly file: string | undefined
  readonly line: number | undefined

  constructor(message: string, { file, line, cause }: { file?: string; line?: number; cause?: unknown } = {}) {
    super(message, { cause })
    this.file = file
    this.line = line
  }
}

/** The directory that should hold the module is not in this commit. */
export class SourceDirectoryMissing extends PackageRefused {
  override readonly name = 'SourceDirectoryMissing'

  constructor(directory: string) {
    super(`the repository has no directory ${quoted(directory)}`, { file: directory })
  }
}

/** A git submodule that the module cannot do without could not be had. */
export class SubmoduleMissing extends PackageRefused {
  override readonly name = 'SubmoduleMissing'

  constructor({ message, file, line }: SubmoduleFailure) {
    super(message, { file, ...(line === undefined ? {} : { line }) })
  }
}

const SHOWN = 200

/** Makes a name from an untrusted source fit for a message: quoted, escaped and not too long. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name)
}
