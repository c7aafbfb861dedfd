// What both services of connections, and the repositories, need: a connection with its secrets opened, and changing them.
import type { AuditTrail } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, Conflict, newId, type OAuthTokenId } from '../platform/kernel/index.ts'
import type { SecretBox } from '../platform/secrets/index.ts'
import { type CredentialSecrets, openSecrets, sealSecrets } from './credential.ts'
import type { OAuthClient } from './oauth-client.ts'
import type { OAuthToken, StoredOAuthToken } from './oauth-token.ts'
import type { ConnectionAccess, ServiceProvider, VcsConfiguration } from './provider.ts'
import { SERVICE_PROVIDERS } from './providers/index.ts'
import { ConnectionRepository } from './repository.ts'
import { VcsRepositoryRows } from './vcs-repository-rows.ts'

export interface VcsDependencies {
  database: Queries
  clock: Clock
  trail: Pick<AuditTrail, 'record'>
  /** under the keyring's key `credentials` */
  secretBox: SecretBox
  configuration: VcsConfiguration
}

/** @throws Error for a kind that cannot have been created */
export function providerOf(client: OAuthClient): ServiceProvider {
  const provider = SERVICE_PROVIDERS[client.serviceProvider]
  if (provider === undefined) throw new Error(`oauth client ${client.id} has the unknown service provider ${client.serviceProvider}`)
  return provider
}

export function accessOf(client: OAuthClient, secrets: CredentialSecrets): ConnectionAccess {
  const { httpUrl, apiUrl, tokenScheme } = client
  return { httpUrl, apiUrl, key: client.key ?? undefined, tokenScheme, secrets }
}

export class Credentials {
  readonly #dependencies: VcsDependencies

  constructor(dependencies: VcsDependencies) {
    this.#dependencies = dependencies
  }

  create(client: OAuthClient, secrets: CredentialSecrets): StoredOAuthToken {
    const id: OAuthTokenId = newId('oauth-token')
    const now = this.#dependencies.clock.now()
    return {
      id,
      oauthClientId: client.id,
      organizationId: client.organizationId,
      serviceProviderUser: null,
      hasSshKey: secrets.privateKey !== undefined,
      credential: sealSecrets(this.#dependencies.secretBox, id, secrets),
      createdAt: now,
      updatedAt: now,
    }
  }

  /** @throws Error when the secret key is another than the one it was sealed under */
  open(token: StoredOAuthToken): CredentialSecrets {
    return openSecrets(this.#dependencies.secretBox, token.id, token.credential)
  }

  /**
   * Repositories that could not be read with the old secrets are tried again soon.
   * @throws Conflict when somebody else changed them at the same moment
   */
  async replace(transaction: Queries, token: StoredOAuthToken, secrets: CredentialSecrets): Promise<StoredOAuthToken> {
    const changed = this.#sealed(token, secrets)
    const replaced = await new ConnectionRepository(transaction).replaceCredential(changed, token.credential)
    if (!replaced) throw new Conflict(`oauth token ${token.id} was changed at the same time`)
    await new VcsRepositoryRows(transaction).retryFailed(token.id, changed.updatedAt)
    return changed
  }

  /** For what was learned rather than set: a change made at the same moment wins. */
  async keep(token: StoredOAuthToken, secrets: CredentialSecrets): Promise<void> {
    await new ConnectionRepository(this.#dependencies.database).replaceCredential(this.#sealed(token, secrets), token.credential)
  }

  #sealed(token: StoredOAuthToken, secrets: CredentialSecrets): StoredOAuthToken {
    return {
      ...token,
      hasSshKey: secrets.privateKey !== undefined,
      credential: sealSecrets(this.#dependencies.secretBox, token.id, secrets),
      updatedAt: this.#dependencies.clock.now(),
    }
  }
}

/** @returns the token without its secrets */
export function shown(stored: StoredOAuthToken): OAuthToken {
  const { credential: _, ...token } = stored
  return token
}
