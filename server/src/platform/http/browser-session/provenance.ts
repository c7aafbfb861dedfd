// Whether a request with a session cookie comes from our own pages. Without it any site could act for the user.
import type { IncomingHttpHeaders } from 'node:http'
import { Forbidden } from '../../../kernel/index.ts'
import { CSRF_HEADER, isCsrfTokenOf } from './csrf.ts'

export interface BrowserRequest {
  method: string
  headers: IncomingHttpHeaders
}

const SAFE_METHODS = new Set(['GET', 'HEAD'])

/**
 * Reading is for our own pages and for addresses that the user opens. Everything else also takes the session's CSRF token.
 * @param session its secret
 * @throws Forbidden with what is missing
 */
export function requireOwnPage({ method, headers }: BrowserRequest, session: string, publicUrl: string): void {
  const { origin } = new URL(publicUrl)
  if (SAFE_METHODS.has(method)) {
    if (comesFrom(headers, origin) === 'elsewhere') {
      throw new Forbidden(`A browser session only answers pages of ${origin}. Send an API token instead.`)
    }
    return
  }
  if (headers.origin !== origin) {
    throw new Forbidden(`With a browser session the Origin header must be ${origin}. Send an API token instead.`)
  }
  const token = headers[CSRF_HEADER]
  if (typeof token !== 'string') throw new Forbidden('The X-CSRF-Token header is missing: GET /api/v2/account/session has its value.')
  if (!isCsrfTokenOf(session, token)) {
    throw new Forbidden('The X-CSRF-Token header does not match the session: read it again from GET /api/v2/account/session.')
  }
}

/** Each header decides when the ones before it are absent: not every browser sends all, and none sends them with all requests. */
function comesFrom(headers: IncomingHttpHeaders, own: string): 'here' | 'elsewhere' | 'unknown' {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'here' : 'elsewhere'
  const { origin, referer } = headers
  if (origin !== undefined) return origin === own ? 'here' : 'elsewhere'
  if (referer === undefined) return 'unknown'
  return URL.canParse(referer) && new URL(referer).origin === own ? 'here' : 'elsewhere'
}
