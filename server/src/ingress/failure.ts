// Whose fault a failed import is. The user's is final and shown; ours is tried again.
import { GitFailure } from '../platform/git/index.ts'
import type { ImportFailure } from '../registry-modules/index.ts'
import { HostFailure, type Trouble } from '../vcs/index.ts'
import type { Refused } from './sandbox/messages.ts'

/** The user's mistake: where it is, and what. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
  readonly failure: ImportFailure

  constructor({ message, file, line }: Pick<Refused, 'message' | 'file' | 'line'>) {
    super(message)
    this.failure = { message, ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) }
  }
}

/** @returns what to tell the user for good, or undefined when trying again may help */
export function finalFailure(error: unknown): ImportFailure | undefined {
  if (error instanceof ImportRefused) return error.failure
  if (error instanceof GitFailure && !error.retryable) return { message: error.message }
  if (error instanceof HostFailure && !isPassing(error)) return { message: error.message }
  return undefined
}

/** Whether a failed fetch says something about the commits that were asked for, not about the repository or the way to it. */
export function concernsVersions(error: unknown): boolean {
  return error instanceof GitFailure && !error.retryable && (error.reason === 'too_large' || error.reason === 'protocol')
}

/** @returns the same failure, when it is about commits of which it is not known yet which ones are meant: the next attempt goes on */
export function worthAnotherAttempt(error: unknown): unknown {
  if (!(error instanceof GitFailure && concernsVersions(error))) return error
  return new GitFailure(error.reason, error.message, { retryable: true, cause: error })
}

/** What may be shown to users: problems of the server's own are for its log. */
export function explanationOf(error: unknown): string {
  return error instanceof GitFailure || error instanceof HostFailure
    ? error.message
    : 'a server error interrupted the import; it will be retried'
}

/** @returns what a failure to list a repository says of its host; undefined when it is about the repository alone, or our own */
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

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
