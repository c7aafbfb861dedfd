// A personal access token goes as the password of nobody; what Entra ID gives out goes as it is.
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { GitCredential } from '../../host/ports.ts'

export function gitCredential({ secrets }: ConnectionAccess): GitCredential {
  const { token } = secrets
  if (token === undefined) return { type: 'none' }
  return isFromEntra(secrets) ? { type: 'bearer', token } : { type: 'basic', username: '', password: token }
}

/** @returns the header of calls of the API */
export function authorizationOf({ secrets }: ConnectionAccess): Record<string, string> {
  const { token } = secrets
  if (token === undefined) return {}
  return { authorization: isFromEntra(secrets) ? `Bearer ${token}` : `Basic ${Buffer.from(`:${token}`).toString('base64')}` }
}

/** Only what somebody signed in for can be renewed. */
function isFromEntra({ refreshToken, expiresAt }: ConnectionAccess['secrets']): boolean {
  return refreshToken !== undefined || expiresAt !== undefined
}
