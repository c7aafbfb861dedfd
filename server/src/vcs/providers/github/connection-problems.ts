// What a connection to GitHub must have: addresses, and a token or an OAuth application.
import type { Problem } from '../../../kernel/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import { addressProblem } from '../../host/address.ts'

const ATTRIBUTES = '/data/attributes/'
const MAX_TOKEN_LENGTH = 16_384
/** The characters allowed in a header. */
const PRINTABLE = /^[\x21-\x7e]+$/

/** A private key is accepted but not used: git authenticates with the token. */
export function connectionProblems({ httpUrl, apiUrl, key, secret, secrets }: ConnectionAccess): Problem[] {
  const found: [attribute: string, detail: string | undefined][] = [
    ['http-url', webAddressProblem('Http url', httpUrl)],
    ['api-url', apiUrl === httpUrl ? undefined : webAddressProblem('Api url', apiUrl)],
    [
      'key',
      secret !== undefined && key === undefined
        ? "Key can't be blank when secret is set: set the OAuth application's client ID"
        : undefined,
    ],
    ['oauth-token-string', tokenProblem(secrets.token)],
    ['oauth-token-string', credentialProblem({ key, secret, token: secrets.token })],
  ]
  return found.flatMap(([attribute, detail]): Problem[] => (detail === undefined ? [] : [{ detail, pointer: ATTRIBUTES + attribute }]))
}

/** @param what to begin the sentence with. @returns what is wrong, undefined when nothing is */
export function webAddressProblem(what: string, url: string): string | undefined {
  if (url.trim() !== '' && !/^https?:\/\//i.test(url)) return `${what} must begin with https:// or http://, such as https://github.com`
  return addressProblem(what, url, false)
}

function tokenProblem(token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  if (token.length > MAX_TOKEN_LENGTH) return `Oauth token string is too long (maximum is ${MAX_TOKEN_LENGTH} characters)`
  return PRINTABLE.test(token) ? undefined : 'Oauth token string must not include spaces, line breaks or other control characters'
}

function credentialProblem(given: { key: string | undefined; secret: string | undefined; token: string | undefined }): string | undefined {
  if (given.token !== undefined || given.secret !== undefined) return undefined
  return given.key === undefined
    ? "Oauth token string can't be blank: set a personal access token, or the key and secret of an OAuth application"
    : "Oauth token string can't be blank unless the OAuth application's secret is set"
}
