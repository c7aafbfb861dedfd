// What a connection to Bitbucket Cloud must have: addresses, and one of three kinds of credential.
import type { Problem } from '../../../kernel/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import { applicationProblems, problemWith, webAccessProblems } from '../../host/access-problems.ts'
import { isApiToken } from './credential-kind.ts'

const EMAIL = /^[^\s:@\p{Cc}]+@[^\s:@\p{Cc}]+$/u

/** A private key is accepted but not used: git authenticates with the token. */
export function connectionProblems(access: ConnectionAccess): Problem[] {
  return [...webAccessProblems(access), ...applicationProblems(access), ...kindProblems(access)]
}

function kindProblems(access: ConnectionAccess): Problem[] {
  const { key, secret, secrets } = access
  if (secret !== undefined && key === undefined)
    return problemWith('key', "Key can't be blank when secret is set: set the OAuth consumer's key")
  if (secrets.token === undefined && key === undefined) {
    return problemWith(
      'oauth-token-string',
      "Oauth token string can't be blank: give an API token with the account's e-mail address as key, an access token, or key and secret of an OAuth consumer",
    )
  }
  const isWrong = isApiToken(access) && secrets.token !== undefined && !EMAIL.test(key ?? '')
  return problemWith(
    'key',
    isWrong ? "Key must be the Atlassian account's email address for an API token, and blank for an access token" : undefined,
  )
}
