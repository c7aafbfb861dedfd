import type { ConnectionAccess } from '../../credentials/connection-access.ts'

/** Then the key is an email address. With a secret it is an OAuth consumer's; without a key, the token is a repository or workspace token. */
export function isApiToken({ key, secret }: Pick<ConnectionAccess, 'key' | 'secret'>): boolean {
  return key !== undefined && secret === undefined
}

/** Such tokens belong to no user, so requests about users fail. */
export function isAccessToken({ key, secret }: Pick<ConnectionAccess, 'key' | 'secret'>): boolean {
  return key === undefined && secret === undefined
}
