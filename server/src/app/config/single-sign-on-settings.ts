// Single sign-on among the settings: the identity provider, and whether passwords still sign in.
import { resolve } from 'node:path'
import type { Attempt } from './attempt.ts'
import type { Environment, SettingName } from './environment.ts'
import { parseFlag } from './values.ts'

export interface SingleSignOnSettings {
  /** whose discovery document says the rest */
  issuer: string
  clientId: string
  /** undefined for a public client, which proves itself by PKCE alone */
  clientSecretFile: string | undefined
  /** what the sign-in page calls the provider */
  name: string
  scopes: string
  groupsClaim: string
  /** which groups lead into which organizations and teams */
  groupsFile: string | undefined
  /** whether addresses count as verified although the provider does not say so */
  trustEmail: boolean
  /** of authorities to trust beside the usual ones */
  caFile: string | undefined
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
const MAX_NAME_LENGTH = 60

export interface SignInSettings {
  /** undefined without an identity provider */
  singleSignOn: SingleSignOnSettings | undefined
  /** whether a user name and a password sign in */
  localSignIn: boolean
}

export function readSignIn(attempt: Attempt, environment: Environment, problems: string[]): SignInSettings {
  return {
    singleSignOn: readSingleSignOn(attempt, environment, problems),
    localSignIn: readLocalSignIn(attempt, environment, problems),
  }
}

function readSingleSignOn(attempt: Attempt, environment: Environment, problems: string[]): SingleSignOnSettings | undefined {
  const issuer = attempt('TERRACE_OIDC_ISSUER', parseIssuer, '')
  const clientId = environment.TERRACE_OIDC_CLIENT_ID ?? ''
  const file = (name: SettingName) => attempt<string | undefined>(name, (text) => resolve(text), undefined)
  const settings = {
    issuer,
    clientId,
    clientSecretFile: file('TERRACE_OIDC_CLIENT_SECRET_FILE'),
    name: attempt('TERRACE_OIDC_NAME', parseName, 'single sign-on'),
    scopes: attempt('TERRACE_OIDC_SCOPES', parseScopes, 'openid profile email'),
    groupsClaim: environment.TERRACE_OIDC_GROUPS_CLAIM ?? 'groups',
    groupsFile: file('TERRACE_OIDC_GROUPS_FILE'),
    trustEmail: attempt('TERRACE_OIDC_TRUST_EMAIL', parseFlag, false),
    caFile: file('TERRACE_OIDC_CA_FILE'),
  }
  const isSet = environment.TERRACE_OIDC_ISSUER !== undefined
  const without = Object.keys(environment).filter((name) => name.startsWith('TERRACE_OIDC_'))
  if (!isSet && without.length > 0) problems.push(`${without.join(', ')}: set TERRACE_OIDC_ISSUER too, or none of them`)
  if (isSet && clientId === '') problems.push('TERRACE_OIDC_CLIENT_ID is required with TERRACE_OIDC_ISSUER; the provider shows it')
  return isSet ? settings : undefined
}

function readLocalSignIn(attempt: Attempt, environment: Environment, problems: string[]): boolean {
  const isOn = attempt('TERRACE_LOCAL_SIGN_IN', parseFlag, true)
  if (!isOn && environment.TERRACE_OIDC_ISSUER === undefined) {
    problems.push('TERRACE_LOCAL_SIGN_IN: must be on without TERRACE_OIDC_ISSUER, because nobody could sign in')
  }
  return isOn
}

/** Whoever can change what the provider answers can sign in as anybody, so that plain HTTP never leaves the machine. */
function parseIssuer(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname))
  if (url === undefined || !isSafe) throw new Error(`must be an https:// URL, or http:// on this machine; got "${text}"`)
  if (url.search !== '' || url.hash !== '' || url.username !== '') throw new Error('must have no query, fragment or user')
  if (text.includes('/.well-known/')) throw new Error(`must be what stands before /.well-known/; got "${text}"`)
  // Its discovery document stands for every tenant: anybody with a Microsoft account could come in.
  if (url.hostname === 'login.microsoftonline.com' && /^\/(?:common|organizations|consumers)(?:\/|$)/.test(url.pathname)) {
    throw new Error('must name your tenant: https://login.microsoftonline.com/TENANT-ID/v2.0')
  }
  return text
}

function parseName(text: string): string {
  if (text.length > MAX_NAME_LENGTH || /\p{C}/u.test(text)) throw new Error(`must have at most ${MAX_NAME_LENGTH} printable characters`)
  return text
}

function parseScopes(text: string): string {
  const scopes = text.split(/[\s,]+/).filter((scope) => scope !== '')
  if (!scopes.includes('openid')) throw new Error(`must include openid; got "${text}"`)
  return scopes.join(' ')
}
