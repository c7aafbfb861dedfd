// The secrets of a connection, as they are stored: one sealed JSON text that only its own row can open.

import type { OAuthClientId, OAuthTokenId, WebhookId } from '../../kernel/index.ts'
import type { SecretBox } from '../../platform/secrets/index.ts'

export interface CredentialSecrets {
  /** token or password for HTTP */
  token?: string | undefined
  /** for OAuth: gets the next token */
  refreshToken?: string | undefined
  /** of the token; milliseconds since the epoch, undefined when it lasts */
  expiresAt?: number | undefined
  /** of a GitHub App: GitHub's id, for which tokens are made */
  installationId?: number | undefined
  /** PEM or OpenSSH format, without passphrase */
  privateKey?: string | undefined
  /** lines of a known_hosts file; undefined until the first contact, whose host keys are then kept */
  knownHosts?: string | undefined
}

export function sealSecrets(box: SecretBox, id: OAuthTokenId, secrets: CredentialSecrets): string {
  return box.seal(JSON.stringify(secrets), credentialContext(id))
}

/** @throws Error when the value belongs to another row or was sealed under another secret key */
export function openSecrets(box: SecretBox, id: OAuthTokenId, sealed: string): CredentialSecrets {
  const secrets: CredentialSecrets = JSON.parse(box.open(sealed, credentialContext(id)))
  return secrets
}

export function credentialContext(id: OAuthTokenId): string {
  return `oauth_tokens:${id}`
}

/** The OAuth application's secret, which belongs to the client rather than to a token. */
export function clientSecretContext(id: OAuthClientId): string {
  return `oauth_clients:${id}`
}

export function webhookSecretContext(id: WebhookId): string {
  return `vcs_webhooks:${id}`
}
