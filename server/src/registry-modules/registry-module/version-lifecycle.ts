// Deprecation and revocation of a published version: the first advises against its use, the second refuses downloads.
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
 * One line for the person who runs `terraform init`, which prints the body of a refused download.
 * @param what such as `version 1.0.0 of acme/label/null`
 * @param instead the version to recommend; null when all others are revoked
 */
export function describeRevocation(what: string, { message, link }: Pick<Revocation, 'message' | 'link'>, instead: string | null): string {
  return [
    `${what} was revoked${message === '' ? '' : `: ${message.replace(/\.?$/, '')}`}.`,
    ...(instead === null ? [] : [`Use version ${instead} instead.`]),
    ...(link === '' ? [] : [`See ${link}`]),
  ].join(' ')
}
