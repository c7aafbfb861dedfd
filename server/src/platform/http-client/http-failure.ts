/**
 * `refused`: the address policy forbids the address; `unreachable`: no connection, including DNS and certificate failures;
 * `timeout`; `too_large`: the response exceeds the limit; `redirected`: to another host, which is not followed
 */
export type HttpFailureReason = 'refused' | 'unreachable' | 'timeout' | 'too_large' | 'redirected'

/** A call without a usable response. The message says why and contains nothing of the request's secrets. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
  readonly reason: HttpFailureReason

  constructor(reason: HttpFailureReason, message: string) {
    super(message)
    this.reason = reason
  }
}
