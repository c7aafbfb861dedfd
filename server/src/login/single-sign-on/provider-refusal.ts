// What people are told when a sign-in at the identity provider fails. The details are for the log: they may be anybody's.
import * as client from 'openid-client'
import { DomainError, Unauthenticated, Unavailable } from '../../kernel/index.ts'
import { HttpFailure } from '../../platform/http-client/index.ts'

/** A word of RFC 6749, which every visitor can write into the address. */
const CODE = /^[a-z_]{1,40}$/
/** What a provider answers that knows this server by another secret, or not at all. */
const MISCONFIGURED = new Set(['invalid_client', 'unauthorized_client', 'invalid_redirect_uri', 'invalid_scope'])

/** @returns what to throw instead; errors that are no failure of the provider stay as they are */
export function providerRefusal(error: unknown, name: string): Error {
  if (error instanceof DomainError) return error
  if (causeOf(error, HttpFailure) !== undefined) {
    return new Unavailable(
      `${name} does not answer as it should. Try again in a minute. If that does not help, tell the operator of this server`,
      {
        cause: error,
      },
    )
  }
  const code = codeOf(error)
  if (code !== undefined && MISCONFIGURED.has(code)) {
    return new Unauthenticated(`${name} does not accept this server (${code}). Tell its operator, who finds the reason in the log`, {
      cause: error,
    })
  }
  if (code === 'access_denied')
    return new Unauthenticated(`${name} did not let you in. Ask those who run it for access to this server`, { cause: error })
  if (code !== undefined) return new Unauthenticated(`${name} did not sign you in (${code}). Sign in again`, { cause: error })
  return new Unauthenticated(
    `What ${name} answered cannot be verified, so nobody is signed in. Sign in again. If that does not help, tell the operator of this server`,
    { cause: error },
  )
}

/** @returns the error code of the provider, if it gave one */
function codeOf(error: unknown): string | undefined {
  const answered = error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError
  return answered && CODE.test(error.error) ? error.error : undefined
}

function causeOf<Kind extends Error>(error: unknown, kind: abstract new (...args: never[]) => Kind): Kind | undefined {
  if (error instanceof kind) return error
  return error instanceof Error && error.cause !== undefined ? causeOf(error.cause, kind) : undefined
}

/** For the log: what went wrong, down to the first cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${reasonOf(error.cause)}` : error.message
}
