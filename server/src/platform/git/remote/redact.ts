// Removes secrets from git's output before anything shows or stores it.
import type { GitCredential } from './git-remote.ts'

/** @returns `text` without the credential (in every form that git may print), authorization headers and passwords in URLs */
export function redact(text: string, credential: GitCredential): string {
  const known = secretsOf(credential)
    .filter((secret) => secret.length > 0)
    .toSorted((a, b) => b.length - a.length)
  return known
    .reduce((result, secret) => result.replaceAll(secret, '[redacted]'), text)
    .replaceAll(/(authorization:\s*)[^\r\n]*/gi, '$1[redacted]')
    .replaceAll(/\/\/[^@/\s]+@/g, '//[redacted]@')
}

/** The value of the `Authorization` header, or undefined when the credential has none. */
export function authorizationOf(credential: GitCredential): string | undefined {
  if (credential.type === 'bearer') return `Bearer ${credential.token}`
  if (credential.type === 'basic') return `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`
  return undefined
}

function secretsOf(credential: GitCredential): string[] {
  switch (credential.type) {
    case 'bearer':
      return [credential.token, encodeURIComponent(credential.token)]
    case 'basic':
      return [
        credential.password,
        encodeURIComponent(credential.password),
        Buffer.from(`${credential.username}:${credential.password}`).toString('base64'),
      ]
    case 'ssh':
      return credential.privateKey.split(/\r?\n/).filter((line) => line.length >= 16)
    case 'none':
    default:
      return []
  }
}
