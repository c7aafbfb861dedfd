// Azure DevOps Services, by sign-in or token, and Azure DevOps Server, by token. Both have one API.
import type { ServiceProvider } from '../../host/provider.ts'
import { AzureDevOpsApi } from './api.ts'
import { serverProblems, servicesProblems } from './connection-problems.ts'
import { gitCredential } from './credential.ts'
import { identifierProblem, repositoryUrl } from './identifier.ts'
import { entraOAuth } from './oauth.ts'
import { azureDevOpsWebhooks } from './webhooks.ts'

const shared = {
  identifierProblem,
  cloneUrls: (httpUrl, identifier) => [repositoryUrl(httpUrl, identifier)],
  gitCredential,
  api: (access, parts) => new AzureDevOpsApi(access, parts),
  webhooks: azureDevOpsWebhooks,
  permissions: {
    identity: 'Code: Read',
    repositories: 'Code: Read',
    webhooks: 'Code: Read, and the permission "Edit subscriptions", which Project Administrators have',
  },
} satisfies Partial<ServiceProvider>

export const azureDevOpsServicesProvider: ServiceProvider = { ...shared, problemsOf: servicesProblems, oauth: entraOAuth }
export const azureDevOpsServerProvider: ServiceProvider = { ...shared, problemsOf: serverProblems }
