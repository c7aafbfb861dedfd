// What is said about a published version that should no longer be used: deprecated is advice, revoked is a refusal.
export interface Deprecation {
  reason: string
  /** http(s), or empty */
  link: string
}

export interface Revocation {
  message: string
  /** http(s), or empty */
  link: string
  /** another version; empty for the latest */
  replacement: string
}

/** @param stored as the column holds it */
export function parseDeprecation(stored: string | null): Deprecation | null {
  return stored === null ? null : (JSON.parse(stored) as Deprecation)
}

/** @param stored as the column holds it */
export function parseRevocation(stored: string | null): Revocation | null {
  return stored === null ? null : (JSON.parse(stored) as Revocation)
}

/**
 * One line for whoever runs `terraform init`, which prints the body of a refused download.
 * @param what such as `version 1.0.0 of acme/label/null`
 * @param instead the version to point to; null when only revoked ones are left
 */
export function describeRevocation(what: string, { message, link }: Pick<Revocation, 'message' | 'link'>, instead: string | null): string {
  return [
    `${what} was revoked${message === '' ? '' : `: ${message.replace(/\.?$/, '')}`}.`,
    ...(instead === null ? [] : [`Use version ${instead} instead.`]),
    ...(link === '' ? [] : [`See ${link}`]),
  ].join(' ')
}
