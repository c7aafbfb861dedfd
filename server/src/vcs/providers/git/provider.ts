// Any host that speaks git over HTTP or SSH: no API, only addresses and credentials.
import type { Problem } from '../../../kernel/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import { knownHostsProblem } from '../../credentials/known-hosts.ts'
import { sshKeyProblem } from '../../credentials/ssh-key.ts'
import { addressProblem, isSshAddress } from '../../host/address.ts'
import { identifierProblem } from '../../host/identifier.ts'
import type { GitCredential } from '../../host/ports.ts'
import type { ServiceProvider } from '../../host/provider.ts'
import { gitWebhooks } from './webhooks.ts'

const ATTRIBUTES = '/data/attributes/'
const MAX_TOKEN_LENGTH = 16_384
/** Hosts that take a token as the password accept any user name except an empty one. */
const DEFAULT_USERNAME = 'git'
const CONTROL_CHARACTERS = /\p{Cc}/u

export const gitProvider: ServiceProvider = {
  problemsOf(access, { allowFileRemotes }) {
    const { httpUrl, apiUrl, secrets, key } = access
    const found: [attribute: string, detail: string | undefined][] = [
      ['http-url', addressProblem('Http url', httpUrl, allowFileRemotes)],
      ['api-url', apiUrl === httpUrl ? undefined : addressProblem('Api url', apiUrl, allowFileRemotes)],
      ['key', key === undefined ? undefined : usernameProblem(key)],
      ['oauth-token-string', tokenProblem(httpUrl, secrets.token)],
      ['private-key', privateKeyProblem(httpUrl, secrets.privateKey)],
      ['ssh-known-hosts', secrets.knownHosts === undefined ? undefined : knownHostsProblem(secrets.knownHosts)],
    ]
    return found.flatMap(([attribute, detail]): Problem[] => (detail === undefined ? [] : [{ detail, pointer: ATTRIBUTES + attribute }]))
  },

  identifierProblem,
  webhooks: gitWebhooks,

  cloneUrls(httpUrl, identifier) {
    const url = `${httpUrl.replace(/\/+$/, '')}/${identifier}`
    return [`${url}.git`, url]
  },

  gitCredential(access: ConnectionAccess, url: string): GitCredential {
    const { token, privateKey, knownHosts } = access.secrets
    if (isSshAddress(url)) return privateKey === undefined ? { type: 'none' } : { type: 'ssh', privateKey, knownHosts }
    if (token === undefined) return { type: 'none' }
    if (access.tokenScheme === 'bearer') return { type: 'bearer', token }
    return { type: 'basic', username: access.key ?? DEFAULT_USERNAME, password: token }
  },
}

function usernameProblem(key: string): string | undefined {
  if (key.includes(':') || CONTROL_CHARACTERS.test(key))
    return 'Key is the user name for HTTP; it must not include colons or control characters'
  return undefined
}

function tokenProblem(httpUrl: string, token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  if (isSshAddress(httpUrl)) return 'Oauth token string cannot be used with an ssh:// address; set private-key instead'
  if (token.length > MAX_TOKEN_LENGTH) return `Oauth token string is too long (maximum is ${MAX_TOKEN_LENGTH} characters)`
  return CONTROL_CHARACTERS.test(token) ? 'Oauth token string must not include line breaks or other control characters' : undefined
}

function privateKeyProblem(httpUrl: string, privateKey: string | undefined): string | undefined {
  if (privateKey === undefined) return undefined
  return isSshAddress(httpUrl)
    ? sshKeyProblem(privateKey)
    : 'Private key can only be used with an ssh:// address; set oauth-token-string instead'
}
