// A personal access token is sent as a Basic password without a user name; an Entra ID token as a Bearer token.
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { GitCredential } from '../../host/ports.ts'

export function gitCredential({ secrets }: ConnectionAccess): GitCredential {
  const { token } = secrets
  if (token === undefined) return { type: 'none' }
  return isFromEntra(secrets) ? { type: 'bearer', token } : { type: 'basic', username: '', password: token }
}

/** @returns the headers for API requests */
export function authorizationOf({ secrets }: ConnectionAccess): Record<string, string> {
  const { token } = secrets
  if (token === undefined) return {}
  return { authorization: isFromEntra(secrets) ? `Bearer ${token}` : `Basic ${Buffer.from(`:${token}`).toString('base64')}` }
}

/** Only tokens from a sign-in can be refreshed. */
function isFromEntra({ refreshToken, expiresAt }: ConnectionAccess['secrets']): boolean {
  return refreshToken !== undefined || expiresAt !== undefined
}
