// Why a git operation failed, worded for the person who can fix it.

/**
 * - `authentication`: the credential is missing, wrong, or cannot read this repository
 * - `not_found`: no such repository, reference or object
 * - `refused`: the server declines the request (address, transport, redirect, host key, malformed URL)
 * - `timeout`: the operation exceeded a time limit
 * - `too_large`: the repository exceeds a size limit
 * - `unreachable`: network, DNS or certificate failure, or an error of the remote
 * - `rate_limited`: the remote limits the rate of requests
 * - `busy`: this server runs too many git operations already
 * - `protocol`: git or the remote gave an unexpected answer
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

/** The only error that this folder throws on purpose. `message` is safe to show to users: secrets are redacted. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure'
  readonly reason: GitFailureReason
  /** whether the same call may succeed later */
  readonly retryable: boolean

  constructor(reason: GitFailureReason, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.reason = reason
    this.retryable = options.retryable ?? PASSING.includes(reason)
  }
}
