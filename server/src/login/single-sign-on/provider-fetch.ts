// Calls to the identity provider go through the client for outgoing calls, with its rules about addresses, time and size.
import type { CustomFetch } from 'openid-client'
import { type HttpClient, HttpFailure } from '../../platform/http-client/index.ts'

const METHODS = ['GET', 'POST'] as const
const LOCAL = 'http:'
/** Answers that have no body. */
const BODILESS = new Set([204, 205, 304])

/** @param issuer the only one that may be called over plain HTTP, where the operator chose that */
export function fetchThrough(http: HttpClient, issuer: string): CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const { protocol, origin } = new URL(url)
    if (protocol === LOCAL && origin !== new URL(issuer).origin) throw new HttpFailure('refused', `${origin} is plain HTTP`)
    const known = METHODS.find((each) => each === method)
    if (known === undefined) throw new HttpFailure('refused', `${method} is not a method of single sign-on`)
    const answer = await http.request({
      method: known,
      url,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body === undefined || body === null ? {} : { body: textOf(body) }),
      // Nothing of the protocol redirects, and what redirects might lead anywhere.
      followRedirects: false,
      ...(signal === undefined || signal === null ? {} : { signal }),
      family: 'oidc',
    })
    return new Response(BODILESS.has(answer.status) ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: { ...answer.headers },
    })
  }
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new HttpFailure('refused', 'only forms and texts are sent')
}
