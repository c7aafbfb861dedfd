// Creating a GitHub App without typing: GitHub makes it from a manifest, and hands its keys over for a code.
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
  /** where people come back to with the code */
  redirectUrl: string
  /** where people come back to after installing it */
  setupUrl: string
}

const LONGEST_NAME = 34

/** Reads repositories, changes nothing. That it is installed somewhere, and where, an app is told without asking. */
export function manifestOf(wanted: ManifestWanted): Record<string, unknown> {
  return {
    name: `Terrace ${wanted.organizationName}`.slice(0, LONGEST_NAME),
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

/** Where the manifest is to be sent. @param account the organization of GitHub that is to own the app; undefined for the person */
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
