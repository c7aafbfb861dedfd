// After the secret key was replaced: everything sealed under a former key is sealed under the current one.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { SecretBox } from '../../platform/secrets/index.ts'
import { clientSecretContext, credentialContext, webhookSecretContext } from '../credentials/credential.ts'
import { appSecretsContext } from '../github-app/github-app.ts'

type Tables = Pick<Schema, 'oauth_clients' | 'oauth_tokens' | 'vcs_webhooks' | 'github_apps'>

/**
 * May run beside servers: what changes meanwhile is left as it is, because it is sealed under the current key anyway.
 * @returns how many values were sealed anew
 * @throws Error when a value was sealed under a key that is not known any more; those before it are done
 */
export async function resealCredentials(database: Kysely<Tables>, box: SecretBox): Promise<number> {
  let count = 0
  for (const reseal of [resealTokens, resealClients, resealWebhooks, resealApps]) count += await reseal(database, box)
  return count
}

async function resealTokens(database: Kysely<Tables>, box: SecretBox): Promise<number> {
  let count = 0
  for (const { id, credential } of await database.selectFrom('oauth_tokens').select(['id', 'credential']).execute()) {
    const resealed = box.reseal(credential, credentialContext(id))
    if (resealed === undefined) continue
    await database
      .updateTable('oauth_tokens')
      .set({ credential: resealed })
      .where('id', '=', id)
      .where('credential', '=', credential)
      .execute()
    count++
  }
  return count
}

async function resealClients(database: Kysely<Tables>, box: SecretBox): Promise<number> {
  let count = 0
  for (const { id, secret } of await database.selectFrom('oauth_clients').select(['id', 'secret']).execute()) {
    const resealed = secret === null ? undefined : box.reseal(secret, clientSecretContext(id))
    if (resealed === undefined) continue
    await database.updateTable('oauth_clients').set({ secret: resealed }).where('id', '=', id).where('secret', '=', secret).execute()
    count++
  }
  return count
}

/** The secret of before a rotation is forgotten within the hour: it is left alone. */
async function resealWebhooks(database: Kysely<Tables>, box: SecretBox): Promise<number> {
  let count = 0
  for (const { id, secret } of await database.selectFrom('vcs_webhooks').select(['id', 'secret']).execute()) {
    const resealed = box.reseal(secret, webhookSecretContext(id))
    if (resealed === undefined) continue
    await database.updateTable('vcs_webhooks').set({ secret: resealed }).where('id', '=', id).where('secret', '=', secret).execute()
    count++
  }
  return count
}

async function resealApps(database: Kysely<Tables>, box: SecretBox): Promise<number> {
  let count = 0
  for (const { id, secrets } of await database.selectFrom('github_apps').select(['id', 'secrets']).execute()) {
    const resealed = box.reseal(secrets, appSecretsContext(id))
    if (resealed === undefined) continue
    await database.updateTable('github_apps').set({ secrets: resealed }).where('id', '=', id).where('secrets', '=', secrets).execute()
    count++
  }
  return count
}
