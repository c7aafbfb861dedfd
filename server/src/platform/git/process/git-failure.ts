// Why a git operation did not work, in words for the person who can mend it.

/**
 * - `authentication`: the credential is missing, wrong, or may not read this repository
 * - `not_found`: no such repository, reference or object
 * - `refused`: we do not want to do this (address, transport, redirect, host key, malformed URL)
 * - `timeout`: a time limit was reached
 * - `too_large`: a size limit was reached
 * - `unreachable`: network, name service, certificate, or the remote is failing
 * - `rate_limited`: the remote wants fewer requests
 * - `busy`: too much of our own is under way
 * - `protocol`: git or the remote answered something that makes no sense
 */
export type GitFailureReason =
  | 'authentication'
  | 'not_found'
  | 'refused'
  | 'timeout'
  | 'too_large'
  | 'unreachable'
  | 'rate_limited'
  | 'busy'
  | 'protocol'

const PASSING: readonly GitFailureReason[] = ['timeout', 'unreachable', 'rate_limited', 'busy']

/** The only error that functions of this folder throw on purpose. `message` can be shown to users: secrets are redacted. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure'
  readonly reason: GitFailureReason
  /** whether the same call may work later without anybody changing anything */
  readonly retryable: boolean

  constructor(reason: GitFailureReason, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.reason = reason
    this.retryable = options.retryable ?? PASSING.includes(reason)
  }
}
