// What a connection to Azure DevOps needs. Tokens for all organizations at once are not made any more, so its address names one.
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
    ...problemWith('private-key', secrets.privateKey === undefined ? undefined : 'Private key is only for ado_server'),
  ]
}

/** The private key has to be there as at HCP Terraform, and is not used: git gets in over HTTP. */
export function serverProblems(access: ConnectionAccess): Problem[] {
  const { token, privateKey } = access.secrets
  return [
    ...addressProblems(access, collectionProblem),
    ...problemWith(
      'oauth-token-string',
      token === undefined ? "Oauth token string can't be blank: give a personal access token" : undefined,
    ),
    ...problemWith('private-key', privateKey === undefined ? "Private key can't be blank" : undefined),
  ]
}

const NEEDS_CREDENTIAL =
  "Oauth token string can't be blank: give a personal access token, or key and secret of an application of Microsoft Entra ID"
const NEEDS_KEY = "Key can't be blank: with secret, it is the application (client) ID in Microsoft Entra ID"

function addressProblems(access: ConnectionAccess, furtherProblem: (httpUrl: string) => string | undefined): Problem[] {
  const problems = webAccessProblems(access)
  const isWrong = problems.some(({ pointer }) => pointer?.endsWith('/http-url'))
  return isWrong ? problems : [...problems, ...problemWith('http-url', furtherProblem(access.httpUrl))]
}

function organizationProblem(httpUrl: string): string | undefined {
  const { hostname, pathname } = new URL(httpUrl)
  const former = /^([a-z0-9-]+)\.visualstudio\.com$/i.exec(hostname)?.[1]
  if (former !== undefined) return `Http url must be the organization's address of today: https://dev.azure.com/${former}`
  const names = pathname.split('/').filter((each) => each !== '')
  return names.length === 1 ? undefined : 'Http url must name the organization, and nothing more: https://dev.azure.com/your-organization'
}

function collectionProblem(httpUrl: string): string | undefined {
  return organizationOf(httpUrl) === '' ? 'Http url must end in the collection: https://ado.example.com/DefaultCollection' : undefined
}
