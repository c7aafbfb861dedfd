// Browsers send cookies with requests from any site. So changes also require a token that only our own pages can read.
import { createHmac, timingSafeEqual } from 'node:crypto'

export const CSRF_HEADER = 'x-csrf-token'

/** @param cookie the secret of a session or a visitor. The token needs the secret, and does not reveal it. */
export function csrfTokenOf(cookie: string): string {
  return createHmac('sha256', cookie).update('form').digest('base64url')
}

/** @param token as received */
export function isCsrfTokenOf(cookie: string, token: string): boolean {
  const [expected, received] = [Buffer.from(csrfTokenOf(cookie)), Buffer.from(token)]
  return expected.length === received.length && timingSafeEqual(expected, received)
}
