// What can be wrong with any connection to a host with an API, said of the attributes of an `oauth-clients` document.
import type { Problem } from '../../kernel/index.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import { sshKeyProblem } from '../credentials/ssh-key.ts'
import { webAddressProblem } from './address.ts'

const LONGEST_TOKEN = 16_384

/** @returns the problem as a list, so that several can be put together; an empty one when nothing is wrong */
export function problemWith(attribute: string, detail: string | undefined): Problem[] {
  return detail === undefined ? [] : [{ detail, pointer: `/data/attributes/${attribute}` }]
}

/** Addresses, and what a token and a key look like. Whether they are there is for each kind to say. */
export function webAccessProblems({ httpUrl, apiUrl, secrets: { token, privateKey } }: ConnectionAccess): Problem[] {
  return [
    ...problemWith('http-url', webAddressProblem('Http url', httpUrl)),
    ...problemWith('api-url', apiUrl === httpUrl ? undefined : webAddressProblem('Api url', apiUrl)),
    ...problemWith('oauth-token-string', token === undefined ? undefined : tokenProblem(token)),
    ...problemWith('private-key', privateKey === undefined ? undefined : sshKeyProblem(privateKey)),
  ]
}

/** Whoever gives the id of an application means to sign in with it, unless there is a token already. */
export function applicationProblems({ key, secret, secrets: { token } }: ConnectionAccess): Problem[] {
  if (key === undefined || secret !== undefined || token !== undefined) return []
  return problemWith('secret', "Secret can't be blank: with key, it lets people sign in at the host; or give an oauth-token-string")
}

function tokenProblem(token: string): string | undefined {
  if (token.length > LONGEST_TOKEN) return `Oauth token string is too long (maximum is ${LONGEST_TOKEN} characters)`
  return /[^\x21-\x7e]/.test(token) ? 'Oauth token string must not include spaces, line breaks or characters beyond ASCII' : undefined
}
