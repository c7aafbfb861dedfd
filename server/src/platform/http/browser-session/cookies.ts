// The cookies of browsers: one that signs in, one that only ties a form to the browser it was shown in.

export interface CookieNames {
  session: string
  /** of visitors who are not signed in */
  visitor: string
  /** only over HTTPS; then the prefix keeps other hosts of the domain from setting them */
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

/** @returns a `Set-Cookie` for as long as the browser is open; an empty value takes the cookie away */
export function setCookie(name: string, value: string, { secure }: CookieNames): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${value === '' ? '; Max-Age=0' : ''}`
}
