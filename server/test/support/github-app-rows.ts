// A GitHub App and an installation as rows, for permission tests, which never call GitHub.
import type { Queries } from '../../src/database/index.ts'
import { type GithubAppId, type GithubAppInstallationId, newId, type UserId } from '../../src/kernel/index.ts'

export interface InsertedGithubApp {
  id: GithubAppId
  /** of the only installation, here */
  installationId: GithubAppInstallationId
}

/** @param account at GitHub; one app per organization and account is enough for tests, numbers are made of its length */
export async function insertGithubApp(
  database: Queries,
  organization: string,
  account = 'octo',
  connectedBy: UserId | null = null,
): Promise<InsertedGithubApp> {
  const { id: organization_id } = await database
    .selectFrom('organizations')
    .select('id')
    .where('name', '=', organization)
    .executeTakeFirstOrThrow()
  const [client, token, id, installationId] = [
    newId('oauth-client'),
    newId('oauth-token'),
    newId('github-app'),
    newId('github-app-installation'),
  ]
  const times = { created_at: 1, updated_at: 1 }
  const addresses = { http_url: 'https://github.example.com', api_url: 'https://github.example.com/api/v3' }
  const settings = { key: '7', settings: '{}', secret: 'sealed', rsa_public_key: null, auto_publish_groups: '[]' }
  const of = { id: client, organization_id, uuid: client, service_provider: 'github_app', name: 'app' }
  await database
    .insertInto('oauth_clients')
    .values({ ...of, ...addresses, ...settings, ...times })
    .execute()
  const state = { has_ssh_key: 0 as const, state: 'active' as const, state_detail: null, renewing_until: null }
  const listing = { listed_at: null, listing_error: null }
  const credential = { id: token, oauth_client_id: client, service_provider_user: account, credential: 'sealed' }
  await database
    .insertInto('oauth_tokens')
    .values({ ...credential, ...state, ...listing, ...times })
    .execute()
  const names = {
    uuid: id,
    app_id: 7,
    slug: 'terrace',
    name: 'Terrace',
    client_id: 'Iv1.7',
    html_url: 'https://github.example.com/apps/terrace',
  }
  await database
    .insertInto('github_apps')
    .values({ id, organization_id, oauth_client_id: client, ...names, secrets: 'sealed', connected_by: connectedBy, created_at: 1 })
    .execute()
  const installation = {
    id: installationId,
    github_app_id: id,
    oauth_token_id: token,
    installation_id: 5000 + account.length,
    account_id: 77,
  }
  const shown = { name: account, account_type: 'Organization', html_url: `https://github.example.com/${account}`, icon_url: null }
  await database
    .insertInto('github_app_installations')
    .values({ ...installation, ...shown, removed_at: null, created_at: 1 })
    .execute()
  return { id, installationId }
}
