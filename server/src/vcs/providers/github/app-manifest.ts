// Creates a GitHub App from a manifest: GitHub exchanges a code for the app's credentials.
// Source: "Registering a GitHub App from a manifest" in GitHub's documentation.
import { type Static, Type } from 'typebox'
import type { HostParts } from '../../host/provider.ts'
import { githubClient } from './requests.ts'
import { GithubId, WebAddress } from './shapes.ts'

export interface ManifestWanted {
  /** of the registry's organization */
  organizationName: string
  publicUrl: string
  /** what the app's webhook calls */
  webhookUrl: string
  /** where GitHub redirects people with the code */
  redirectUrl: string
  /** where GitHub redirects people after the installation */
  setupUrl: string
}

const MAX_NAME_LENGTH = 34

/** Read-only. GitHub sends installation events without a subscription. */
export function manifestOf(wanted: ManifestWanted): Record<string, unknown> {
  return {
    name: `Terrace ${wanted.organizationName}`.slice(0, MAX_NAME_LENGTH),
    description: 'Publishes Terraform modules from repositories to a private registry.',
    url: wanted.publicUrl,
    hook_attributes: { url: wanted.webhookUrl, active: true },
    redirect_url: wanted.redirectUrl,
    setup_url: wanted.setupUrl,
    setup_on_update: true,
    public: false,
    default_permissions: { metadata: 'read', contents: 'read' },
    default_events: ['push', 'create', 'delete', 'repository'],
  }
}

/** Where to send the manifest. @param account the GitHub organization that will own the app; undefined for the user's own account */
export function registrationUrl(httpUrl: string, account: string | undefined, state: string): string {
  const owner = account === undefined ? '' : `/organizations/${encodeURIComponent(account)}`
  return `${httpUrl.replace(/\/+$/, '')}${owner}/settings/apps/new?state=${encodeURIComponent(state)}`
}

const Registered = Type.Object({
  id: GithubId,
  slug: Type.String(),
  name: Type.String(),
  client_id: Type.String(),
  client_secret: Type.String(),
  webhook_secret: Type.Union([Type.String(), Type.Null()]),
  pem: Type.String(),
  html_url: WebAddress,
})
export type RegisteredApp = Static<typeof Registered>

/** @throws HostFailure `not_found` when the code is wrong, used, or an hour old */
export async function convertManifest(at: { httpUrl: string; apiUrl: string }, code: string, parts: HostParts): Promise<RegisteredApp> {
  const path = `/app-manifests/${encodeURIComponent(code)}/conversions`
  return (await githubClient(at, undefined, parts).send('POST', path, undefined, Registered)).body
}
