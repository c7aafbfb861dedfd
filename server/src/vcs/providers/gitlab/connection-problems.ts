// What a connection to GitLab must have: addresses, and a token or an OAuth application.
import type { Problem } from '../../../kernel/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import { applicationProblems, problemWith, webAccessProblems } from '../../host/access-problems.ts'

/** A private key is accepted but not used: git authenticates with the token. */
export function connectionProblems(access: ConnectionAccess): Problem[] {
  return [...webAccessProblems(access), ...applicationProblems(access), ...missingProblems(access)]
}

function missingProblems({ key, secret, secrets: { token } }: ConnectionAccess): Problem[] {
  if (secret !== undefined && key === undefined)
    return problemWith('key', "Key can't be blank when secret is set: set the OAuth application's ID")
  if (key !== undefined || token !== undefined) return []
  return problemWith(
    'oauth-token-string',
    "Oauth token string can't be blank: give a personal, group or project access token, or key and secret of an OAuth application",
  )
}
