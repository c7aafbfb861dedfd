// Signing in to Azure DevOps Services through Microsoft Entra ID. Azure DevOps OAuth accepts no new applications since April 2025.
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { OAuthFlow } from '../../credentials/oauth-flow.ts'

export const ENTRA_URL = 'https://login.microsoftonline.com'
/** The application ID of Azure DevOps, the same in every directory. */
const RESOURCE = '499b84ac-1321-427f-aa17-267ca6975798'
/** Accounts of any organization. */
const ANY_TENANT = 'organizations'
const TENANT = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i

export const entraOAuth: OAuthFlow = {
  authorizeUrl: (access) => `${base(access)}/authorize`,
  tokenUrl: (access) => `${base(access)}/token`,
  scope: `${RESOURCE}/vso.code offline_access`,
  pkce: true,
  clientAuthentication: 'body',
}

/** @returns what is wrong, undefined when nothing is */
export function tenantProblem(tenantId: string | undefined): string | undefined {
  if (tenantId === undefined || TENANT.test(tenantId)) return undefined
  return 'Tenant must be the ID or the domain of a Microsoft Entra ID directory, such as contoso.onmicrosoft.com'
}

function base({ tenantId = ANY_TENANT }: ConnectionAccess): string {
  return `${ENTRA_URL}/${tenantId}/oauth2/v2.0`
}
