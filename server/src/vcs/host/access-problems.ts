// Problems of a connection to a host with an API, with pointers into an `oauth-clients` document.
import type { Problem } from '../../kernel/index.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import { sshKeyProblem } from '../credentials/ssh-key.ts'
import { webAddressProblem } from './address.ts'

const MAX_TOKEN_LENGTH = 16_384

/** @returns a list with the problem, or an empty list */
export function problemWith(attribute: string, detail: string | undefined): Problem[] {
  return detail === undefined ? [] : [{ detail, pointer: `/data/attributes/${attribute}` }]
}

/** Checks addresses, token and key where they are set. Each kind of host checks what is required. */
export function webAccessProblems({ httpUrl, apiUrl, secrets: { token, privateKey } }: ConnectionAccess): Problem[] {
  return [
    ...problemWith('http-url', webAddressProblem('Http url', httpUrl)),
    ...problemWith('api-url', apiUrl === httpUrl ? undefined : webAddressProblem('Api url', apiUrl)),
    ...problemWith('oauth-token-string', token === undefined ? undefined : tokenProblem(token)),
    ...problemWith('private-key', privateKey === undefined ? undefined : sshKeyProblem(privateKey)),
  ]
}

/** A connection with the ID of an application needs its secret, unless it has a token. */
export function applicationProblems({ key, secret, secrets: { token } }: ConnectionAccess): Problem[] {
  if (key === undefined || secret !== undefined || token !== undefined) return []
  return problemWith(
    'secret',
    "Secret can't be blank when key is set: set the OAuth application's secret, or set oauth-token-string instead",
  )
}

function tokenProblem(token: string): string | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return `Oauth token string is too long (maximum is ${MAX_TOKEN_LENGTH} characters)`
  return /[^\x21-\x7e]/.test(token)
    ? 'Oauth token string must contain only printable ASCII characters, without spaces or line breaks'
    : undefined
}
