import type { ApiClient } from './api-client.ts'
import { step } from './output.ts'

export const ORGANIZATION = 'demo'

/** Creates the organization, connects the directory that plays the git host, and publishes the repository. @returns the module */
export async function publish(api: ApiClient, repository: { base: string; identifier: string }): Promise<{ id: string }> {
  await api.post('/api/v2/organizations', 'organizations', { name: ORGANIZATION, email: 'platform@example.com' })
  const connection = await api.post(`/api/v2/organizations/${ORGANIZATION}/oauth-clients`, 'oauth-clients', {
    name: 'files on this machine',
    'service-provider': 'git',
    'http-url': repository.base,
  })
  const tokens = connection.relationships['oauth-tokens']?.data
  const oauthTokenId = Array.isArray(tokens) ? tokens[0]?.id : undefined
  const module = await api.post(`/api/v2/organizations/${ORGANIZATION}/registry-modules/vcs`, 'registry-modules', {
    'vcs-repo': { identifier: repository.identifier, 'oauth-token-id': oauthTokenId },
  })
  step(
    'Published',
    `${repository.identifier} in the organization "${ORGANIZATION}"; the answer comes at once, the import runs in the background`,
  )
  return module
}
