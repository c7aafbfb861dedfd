// Classifies failures of imports. A user's mistake is final and shown; a failure of ours is retried.
import { GitFailure } from '../platform/git/index.ts'
import type { ImportFailure } from '../registry-modules/index.ts'
import { HostFailure, type Trouble } from '../vcs/index.ts'
import type { Refused } from './sandbox/messages.ts'
import { steadyText } from './steady-text.ts'
import { SubmoduleUnavailable } from './submodules/prepare-with-submodules.ts'

/** A user's mistake, and where it is. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
  readonly failure: ImportFailure

  constructor(
    { message, file, line }: Pick<Refused, 'message' | 'file' | 'line'>,
    { at, files }: Pick<ImportFailure, 'at' | 'files'> = {},
  ) {
    super(message)
    const place = { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) }
    this.failure = { message, ...place, ...(at === undefined ? {} : { at }), ...(files === undefined ? {} : { files }) }
  }
}

/** @returns the final failure to show; undefined when a retry may help */
export function finalFailure(error: unknown): ImportFailure | undefined {
  if (error instanceof ImportRefused) return error.failure
  if (error instanceof GitFailure && !error.retryable) return { message: error.message, reason: error.reason }
  if (error instanceof HostFailure && !isPassing(error)) return { message: error.message, reason: error.reason }
  return undefined
}

/** Whether a failed fetch is about the requested commits, and not about the repository or the connection to it. */
export function concernsVersions(error: unknown): boolean {
  return error instanceof GitFailure && !error.retryable && (error.reason === 'too_large' || error.reason === 'protocol')
}

/** Makes a failure about commits retryable while it is unknown which commit causes it. The next attempt narrows it down. */
export function worthAnotherAttempt(error: unknown): unknown {
  if (!(error instanceof GitFailure && concernsVersions(error))) return error
  return new GitFailure(error.reason, error.message, { retryable: true, cause: error })
}

/** A failure in words that users may see, the same each time it repeats. Details of server errors only go to the log. */
export function explanationOf(error: unknown): string {
  return error instanceof GitFailure || error instanceof HostFailure || error instanceof SubmoduleUnavailable
    ? steadyText(error.message)
    : 'a server error interrupted the import; it will be retried'
}

/** @returns what a failed listing says about the host; undefined when it concerns only the repository or this server */
export function hostTrouble(error: unknown): Trouble | undefined {
  if (error instanceof HostFailure) {
    if (error.reason === 'rate_limited') return { reason: 'rate_limited', retryAt: error.retryAt }
    return error.reason === 'unavailable' ? { reason: 'failing' } : undefined
  }
  if (!(error instanceof GitFailure)) return undefined
  if (error.reason === 'rate_limited') return { reason: 'rate_limited' }
  return error.reason === 'unreachable' || error.reason === 'timeout' ? { reason: 'failing' } : undefined
}

function isPassing({ reason }: HostFailure): boolean {
  return reason === 'unavailable' || reason === 'rate_limited'
}

/** The same each time a failure repeats. */
export function messageOf(error: unknown): string {
  return steadyText(error instanceof Error ? error.message : String(error))
}
