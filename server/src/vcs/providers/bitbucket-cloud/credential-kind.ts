import type { ConnectionAccess } from '../../credentials/connection-access.ts'

/** The key is an e-mail address then. With a secret it is an OAuth consumer's; without a key, the token is one of a repository or workspace. */
export function isApiToken({ key, secret }: Pick<ConnectionAccess, 'key' | 'secret'>): boolean {
  return key !== undefined && secret === undefined
}

/** Such tokens belong to no person: what is asked about people is not answered. */
export function isAccessToken({ key, secret }: Pick<ConnectionAccess, 'key' | 'secret'>): boolean {
  return key === undefined && secret === undefined
}
