import type { Host } from './host.ts'

const path = 'User settings → Personal access tokens → New Token'

export const AZURE_DEVOPS: readonly Host[] = [
  {
    kind: 'ado_services',
    name: 'Azure DevOps Services',
    letters: 'AZ',
    urlExample: 'https://dev.azure.com/your-organization',
    token: {
      page: (url) => `${url}/_usersSettings/tokens`,
      path,
      permissions: ['Code: Read'],
      note: 'Create it for this organization: tokens for all accessible organizations are being retired. Webhooks need the permission "Edit subscriptions", which Project Administrators have.',
      tokenLabel: 'Personal access token',
    },
    oauth: {
      page: () => 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade',
      path: 'Microsoft Entra admin center → App registrations → New registration',
      permissions: ['API permissions: Azure DevOps, delegated, vso.code'],
      note: 'Under Certificates & secrets, create a client secret and copy its value.',
      callbackLabel: 'Redirect URI (Web)',
      keyLabel: 'Application (client) ID',
      secretLabel: 'Client secret value',
      asksForTenant: true,
    },
  },
  {
    kind: 'ado_server',
    name: 'Azure DevOps Server',
    letters: 'AZ',
    urlExample: 'https://ado.example.com/DefaultCollection',
    token: {
      page: (url) => `${url}/_usersSettings/tokens`,
      path,
      permissions: ['Code: Read'],
      tokenLabel: 'Personal access token',
      sshKey: 'required',
      sshKeyDescription: 'The API asks for one, as HCP Terraform does. Repositories are read over HTTPS, and the key is not used.',
    },
  },
]
