import type { GithubAppId, GithubAppInstallationId, OAuthClientId, OAuthTokenId, OrganizationId, UserId } from '../../kernel/index.ts'
import type { SecretBox } from '../../platform/secrets/index.ts'

/** A GitHub App that belongs to one organization of the registry. */
export interface GithubApp {
  id: GithubAppId
  organizationId: OrganizationId
  /** the connection of its installations' tokens, with the addresses and the private key */
  oauthClientId: OAuthClientId
  /** part of the paths that GitHub calls and redirects to */
  uuid: string
  /** GitHub's */
  appId: number
  slug: string
  name: string
  clientId: string
  /** its page at GitHub */
  htmlUrl: string
  /** sealed `GithubAppSecrets` */
  secrets: string
  /** may use its installations in other organizations too; null when they are gone, or unknown */
  connectedBy: UserId | null
  /** milliseconds since the epoch */
  createdAt: number
}

export interface GithubAppSecrets {
  webhookSecret: string
  clientSecret: string
}

/** An installation of an app for a GitHub user or organization. */
export interface GithubAppInstallation {
  id: GithubAppInstallationId
  githubAppId: GithubAppId
  organizationId: OrganizationId
  /** the app's */
  connectedBy: UserId | null
  /** the token that reads its repositories */
  oauthTokenId: OAuthTokenId
  /** GitHub's */
  installationId: number
  /** GitHub's, of the account */
  accountId: number
  /** of the account */
  name: string
  /** `Organization` or `User` */
  accountType: string
  /** its page at GitHub */
  htmlUrl: string
  iconUrl: string | null
  /** when it was found removed; its modules stay, and continue when the app is installed for the account again */
  removedAt: number | null
  /** milliseconds since the epoch */
  createdAt: number
}

export function sealAppSecrets(box: SecretBox, id: GithubAppId, secrets: GithubAppSecrets): string {
  return box.seal(JSON.stringify(secrets), appSecretsContext(id))
}

/** @throws Error when the value belongs to another row or was sealed under another secret key */
export function openAppSecrets(box: SecretBox, { id, secrets }: GithubApp): GithubAppSecrets {
  const opened: GithubAppSecrets = JSON.parse(box.open(secrets, appSecretsContext(id)))
  return opened
}

export function appSecretsContext(id: GithubAppId): string {
  return `github_apps:${id}`
}

export function appWebhookUrl(publicUrl: string, uuid: string): string {
  return `${publicUrl}/webhooks/github-app/${uuid}`
}

/** The page on which people install the app. */
export function installUrl({ htmlUrl }: Pick<GithubApp, 'htmlUrl'>): string {
  return `${htmlUrl.replace(/\/+$/, '')}/installations/new`
}
