// The cookies of browsers: one for the session, and one that ties a form to the browser that shows it.

export interface CookieNames {
  session: string
  /** of visitors who are not signed in */
  visitor: string
  /** sent over HTTPS only; the prefix then keeps other hosts of the domain from setting the cookies */
  secure: boolean
}

export function cookieNames(publicUrl: string): CookieNames {
  const secure = publicUrl.startsWith('https:')
  const prefix = secure ? '__Host-' : ''
  return { session: `${prefix}terrace-session`, visitor: `${prefix}terrace-visitor`, secure }
}

/** @param header the request's `Cookie` */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.split('=', 2)
    if (key?.trim() === name && value !== undefined) return value.trim()
  }
  return undefined
}

/** @returns the `Set-Cookie` of a session cookie; an empty value deletes it */
export function setCookie(name: string, value: string, { secure }: CookieNames): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${value === '' ? '; Max-Age=0' : ''}`
}
