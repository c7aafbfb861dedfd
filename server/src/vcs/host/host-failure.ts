import { HttpFailure } from '../../platform/http-client/index.ts'

/**
 * `authentication`: the credential is not valid (any more); `forbidden`: it lacks a permission; `not_found`: it is not there, or
 * may not be seen; `conflict`: it is there already; `invalid`: the host does not accept what was sent; `rate_limited`; `unavailable`:
 * worth another try; `protocol`: what answers is not such a host
 */
export type HostFailureReason =
  | 'authentication'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'invalid'
  | 'rate_limited'
  | 'unavailable'
  | 'protocol'

/** A request to a VCS host's API failed. The message is for people and contains no secrets. */
export class HostFailure extends Error {
  override readonly name = 'HostFailure'
  readonly reason: HostFailureReason
  /** milliseconds since the epoch, when the host said when to retry */
  readonly retryAt: number | undefined

  constructor(reason: HostFailureReason, message: string, retryAt?: number) {
    super(message)
    this.reason = reason
    this.retryAt = retryAt
  }
}

/** @returns the HostFailure for a request without a response; other errors unchanged */
export function hostFailureOf(error: unknown): unknown {
  if (!(error instanceof HttpFailure)) return error
  return new HostFailure(error.reason === 'refused' || error.reason === 'redirected' ? 'invalid' : 'unavailable', error.message)
}
