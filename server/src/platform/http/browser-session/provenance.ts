// Checks that a request with a session cookie comes from our own pages. Otherwise any site could act for the user.
import type { IncomingHttpHeaders } from 'node:http'
import { Forbidden } from '../../../kernel/index.ts'
import { CSRF_HEADER, isCsrfTokenOf } from './csrf.ts'

export interface BrowserRequest {
  method: string
  headers: IncomingHttpHeaders
}

const SAFE_METHODS = new Set(['GET', 'HEAD'])

/**
 * Our own pages, and addresses that the user opens, may read. Everything else also requires the session's CSRF token.
 * @param session its secret
 * @throws Forbidden with what is missing
 */
export function requireOwnPage({ method, headers }: BrowserRequest, session: string, publicUrl: string): void {
  const { origin } = new URL(publicUrl)
  if (SAFE_METHODS.has(method)) {
    if (comesFrom(headers, origin) === 'elsewhere') {
      throw new Forbidden(`Browser sessions only work for pages of ${origin}. Use an API token instead.`)
    }
    return
  }
  if (headers.origin !== origin) {
    throw new Forbidden(`With a browser session, the Origin header must be ${origin}. Use an API token instead.`)
  }
  const token = headers[CSRF_HEADER]
  if (typeof token !== 'string') throw new Forbidden('The X-CSRF-Token header is missing. Read its value from GET /api/v2/account/session.')
  if (!isCsrfTokenOf(session, token)) {
    throw new Forbidden('The X-CSRF-Token header does not match the session. Read it again from GET /api/v2/account/session.')
  }
}

/** The first header that is present decides: no browser sends all of them with every request. */
function comesFrom(headers: IncomingHttpHeaders, own: string): 'here' | 'elsewhere' | 'unknown' {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'here' : 'elsewhere'
  const { origin, referer } = headers
  if (origin !== undefined) return origin === own ? 'here' : 'elsewhere'
  if (referer === undefined) return 'unknown'
  return URL.canParse(referer) && new URL(referer).origin === own ? 'here' : 'elsewhere'
}
