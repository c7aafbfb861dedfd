import { HttpFailure } from '../../platform/http-client/index.ts'

/**
 * `authentication`: the credential is invalid; `forbidden`: it lacks a permission; `not_found`: missing, or hidden from the
 * credential; `conflict`: it exists already; `invalid`: the host rejects the request; `rate_limited`; `unavailable`: worth a retry;
 * `protocol`: the server is not such a host
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
