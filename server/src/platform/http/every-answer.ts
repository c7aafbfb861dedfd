// The headers that every answer has, whichever part of the server gives it: a route, the shortcut or the HTTP parser.

/** A year, for this host alone and not for those below it. */
const HTTPS_ONLY = 'max-age=31536000'

/** @returns a new object, to which the caller may add headers */
export type HeadersOfEveryAnswer = (requestId: string) => Record<string, string>

/** @param isHttps whether the server itself speaks TLS; otherwise the header is for the proxy that does */
export function headersOfEveryAnswer(isHttps: boolean): HeadersOfEveryAnswer {
  const always = headersThatNeverDiffer(isHttps)
  return (requestId) => ({ 'x-request-id': requestId, ...always })
}

/** The same as names and values by turns, which Node writes without looking at each twice. @returns a new array each time */
export function rawHeadersOfEveryAnswer(isHttps: boolean): (requestId: string) => string[] {
  const always = Object.entries(headersThatNeverDiffer(isHttps)).flat()
  return (requestId) => ['x-request-id', requestId, ...always]
}

function headersThatNeverDiffer(isHttps: boolean): Record<string, string> {
  const always = { 'x-content-type-options': 'nosniff' }
  return isHttps ? { ...always, 'strict-transport-security': HTTPS_ONLY } : always
}

/** The `WWW-Authenticate` of a 401: https://www.rfc-editor.org/rfc/rfc6750#section-3 */
export function challengeFor(authorization: string | undefined): string {
  return authorization === undefined ? 'Bearer realm="Terrace"' : 'Bearer realm="Terrace", error="invalid_token"'
}
