// What is said about a published version that should no longer be used: deprecated is advice, revoked is a refusal.
import type { Schema } from '../../database/index.ts'

type Columns = Pick<Schema['registry_module_versions'], 'deprecation' | 'revocation'>

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

export function deprecationOf({ deprecation }: Pick<Columns, 'deprecation'>): Deprecation | null {
  return deprecation === null ? null : (JSON.parse(deprecation) as Deprecation)
}

export function revocationOf({ revocation }: Pick<Columns, 'revocation'>): Revocation | null {
  return revocation === null ? null : (JSON.parse(revocation) as Revocation)
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
