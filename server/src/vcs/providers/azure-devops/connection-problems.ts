// What a connection to Azure DevOps needs. Global tokens are retired, so its address names one organization.
import type { Problem } from '../../../kernel/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import { applicationProblems, problemWith, webAccessProblems } from '../../host/access-problems.ts'
import { organizationOf } from './identifier.ts'
import { tenantProblem } from './oauth.ts'

export function servicesProblems(access: ConnectionAccess): Problem[] {
  const { key, secret, tenantId, secrets } = access
  return [
    ...addressProblems(access, organizationProblem),
    ...applicationProblems(access),
    ...problemWith('tenant-id', tenantProblem(tenantId)),
    ...problemWith('oauth-token-string', secrets.token === undefined && key === undefined ? NEEDS_CREDENTIAL : undefined),
    ...problemWith('key', key === undefined && secret !== undefined && secrets.token === undefined ? NEEDS_KEY : undefined),
    ...problemWith('private-key', secrets.privateKey === undefined ? undefined : 'Private key can only be used with ado_server'),
  ]
}

/** The private key is required, as in HCP Terraform, but not used: git authenticates over HTTP. */
export function serverProblems(access: ConnectionAccess): Problem[] {
  const { token, privateKey } = access.secrets
  return [
    ...addressProblems(access, collectionProblem),
    ...problemWith(
      'oauth-token-string',
      token === undefined ? "Oauth token string can't be blank: set a personal access token" : undefined,
    ),
    ...problemWith('private-key', privateKey === undefined ? "Private key can't be blank" : undefined),
  ]
}

const NEEDS_CREDENTIAL =
  "Oauth token string can't be blank: give a personal access token, or key and secret of an application of Microsoft Entra ID"
const NEEDS_KEY = "Key can't be blank when secret is set: set the application (client) ID of Microsoft Entra ID"

function addressProblems(access: ConnectionAccess, furtherProblem: (httpUrl: string) => string | undefined): Problem[] {
  const problems = webAccessProblems(access)
  const isWrong = problems.some(({ pointer }) => pointer?.endsWith('/http-url'))
  return isWrong ? problems : [...problems, ...problemWith('http-url', furtherProblem(access.httpUrl))]
}

function organizationProblem(httpUrl: string): string | undefined {
  const { hostname, pathname } = new URL(httpUrl)
  const former = /^([a-z0-9-]+)\.visualstudio\.com$/i.exec(hostname)?.[1]
  if (former !== undefined) return `Http url must be the organization's current address: https://dev.azure.com/${former}`
  const names = pathname.split('/').filter((each) => each !== '')
  return names.length === 1 ? undefined : 'Http url must be the address of one organization: https://dev.azure.com/your-organization'
}

function collectionProblem(httpUrl: string): string | undefined {
  return organizationOf(httpUrl) === '' ? 'Http url must end with the collection: https://ado.example.com/DefaultCollection' : undefined
}
