// The secrets of connections: creating, opening and replacing them.
import type { AuditedChanges } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import { type Clock, Conflict, newId, type OAuthClientId, type OAuthTokenId } from '../../kernel/index.ts'
import type { HttpClient } from '../../platform/http-client/index.ts'
import type { SecretBox } from '../../platform/secrets/index.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import { type CredentialSecrets, clientSecretContext, openSecrets, sealSecrets } from '../credentials/credential.ts'
import type { ServiceProvider, VcsConfiguration } from '../host/provider.ts'
import { SERVICE_PROVIDERS } from '../providers/index.ts'
import { ConnectionPauseRows } from './connection-pause-rows.ts'
import type { OAuthClient } from './oauth-client.ts'
import type { OAuthToken, StoredOAuthToken } from './oauth-token.ts'
import { OAuthTokenRows } from './oauth-token-rows.ts'
import { RepositorySyncRows } from './repository-sync-rows.ts'

export interface VcsParts {
  queries: Queries
  clock: Clock
  changes: Pick<AuditedChanges, 'make'>
  /** under the keyring's key `credentials` */
  secretBox: SecretBox
  configuration: VcsConfiguration
  /** calls the hosts' APIs */
  http: HttpClient
  /** of this server, without a slash at the end */
  publicUrl: string
}

/** @throws Error for a kind that cannot have been created */
export function providerOf(client: OAuthClient): ServiceProvider {
  const provider = SERVICE_PROVIDERS[client.serviceProvider]
  if (provider === undefined) throw new Error(`oauth client ${client.id} has the unknown service provider ${client.serviceProvider}`)
  return provider
}

export class Credentials {
  readonly #parts: VcsParts

  constructor(parts: VcsParts) {
    this.#parts = parts
  }

  create(client: OAuthClient, secrets: CredentialSecrets): StoredOAuthToken {
    const id: OAuthTokenId = newId('oauth-token')
    const now = this.#parts.clock.now()
    return {
      id,
      oauthClientId: client.id,
      organizationId: client.organizationId,
      serviceProviderUser: null,
      state: 'active',
      stateDetail: null,
      hasSshKey: secrets.privateKey !== undefined,
      credential: sealSecrets(this.#parts.secretBox, id, secrets),
      createdAt: now,
      updatedAt: now,
    }
  }

  /** @throws Error when the secret key is another than the one the client's secret was sealed under */
  accessOf(client: OAuthClient, secrets: CredentialSecrets): ConnectionAccess {
    return accessWith(this.#parts.secretBox, client, secrets)
  }

  sealClientSecret(id: OAuthClientId, secret: string): string {
    return this.#parts.secretBox.seal(secret, clientSecretContext(id))
  }

  /** @throws Error when the secret key is another than the one it was sealed under */
  open(token: StoredOAuthToken): CredentialSecrets {
    return openSecrets(this.#parts.secretBox, token.id, token.credential)
  }

  /**
   * Repositories that could not be read with the old secrets are retried soon.
   * @throws Conflict when they were modified concurrently
   */
  async replace(tx: Queries, token: StoredOAuthToken, secrets: CredentialSecrets): Promise<StoredOAuthToken> {
    const changed = this.#sealed(token, secrets)
    const replaced = await new OAuthTokenRows(tx).replaceCredential(changed, token.credential)
    if (!replaced) throw new Conflict(`oauth token ${token.id} was modified concurrently; read it again and retry`)
    await new ConnectionPauseRows(tx).end(token.id)
    await new RepositorySyncRows(tx).retryFailed(token.id, changed.updatedAt)
    return changed
  }

  /** Stores what was learned rather than set: a concurrent change wins. */
  async keep(token: StoredOAuthToken, secrets: CredentialSecrets): Promise<void> {
    await new OAuthTokenRows(this.#parts.queries).replaceCredential(this.#sealed(token, secrets), token.credential)
  }

  #sealed(token: StoredOAuthToken, secrets: CredentialSecrets): StoredOAuthToken {
    return {
      ...token,
      // Problems of the old secrets do not apply to the new ones.
      state: 'active',
      stateDetail: null,
      hasSshKey: secrets.privateKey !== undefined,
      credential: sealSecrets(this.#parts.secretBox, token.id, secrets),
      updatedAt: this.#parts.clock.now(),
    }
  }
}

/** @throws Error when the secret key is another than the one the client's secret was sealed under */
export function accessWith(secretBox: SecretBox, client: OAuthClient, secrets: CredentialSecrets): ConnectionAccess {
  const { id, httpUrl, apiUrl, tokenScheme, key, secret, tenantId } = client
  const opened = secret === null ? undefined : secretBox.open(secret, clientSecretContext(id))
  return { httpUrl, apiUrl, key: key ?? undefined, secret: opened, tenantId: tenantId ?? undefined, tokenScheme, secrets }
}

/** @returns the token without its secrets */
export function shown(stored: StoredOAuthToken): OAuthToken {
  const { credential: _, ...token } = stored
  return token
}
