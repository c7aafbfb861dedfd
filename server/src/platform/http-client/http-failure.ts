/**
 * `refused`: this server does not call such an address; `unreachable`: no connection, which includes names and certificates;
 * `timeout`; `too_large`: the answer is longer than allowed; `redirected`: to another host, where nothing is sent
 */
export type HttpFailureReason = 'refused' | 'unreachable' | 'timeout' | 'too_large' | 'redirected'

/** A call that got no usable answer. The message says why, without anything that was sent. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
  readonly reason: HttpFailureReason

  constructor(reason: HttpFailureReason, message: string) {
    super(message)
    this.reason = reason
  }
}
