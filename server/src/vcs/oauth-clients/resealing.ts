// After the secret key was replaced: reseals everything under the current key.
import type { Queries } from '../../database/index.ts'
import type { SecretBox } from '../../platform/secrets/index.ts'
import { clientSecretContext, credentialContext, webhookSecretContext } from '../credentials/credential.ts'
import { appSecretsContext } from '../github-app/github-app.ts'
import { appSecrets, clientSecrets, type SealedColumn, tokenCredentials, webhookSecrets } from './sealed-value-rows.ts'

/**
 * May run beside servers: a value that changes meanwhile is sealed under the current key anyway.
 * @returns how many values were resealed
 * @throws Error when a value was sealed under an unknown key; the values before it are done
 */
export async function resealCredentials(queries: Queries, box: SecretBox): Promise<number> {
  return (
    (await resealed(tokenCredentials(queries), box, credentialContext)) +
    (await resealed(clientSecrets(queries), box, clientSecretContext)) +
    (await resealed(webhookSecrets(queries), box, webhookSecretContext)) +
    (await resealed(appSecrets(queries), box, appSecretsContext))
  )
}

async function resealed<Id>(column: SealedColumn<Id>, box: SecretBox, contextOf: (id: Id) => string): Promise<number> {
  let count = 0
  for (const value of await column.all()) {
    const fresh = box.reseal(value.sealed, contextOf(value.id))
    if (fresh === undefined) continue
    await column.replace(value, fresh)
    count++
  }
  return count
}

/** @returns whether the box opens the first stored value; undefined when there is none */
export async function opensCredentials(queries: Queries, box: Pick<SecretBox, 'open'>): Promise<boolean | undefined> {
  const first =
    (await firstOpens(tokenCredentials(queries), box, credentialContext)) ??
    (await firstOpens(clientSecrets(queries), box, clientSecretContext)) ??
    (await firstOpens(webhookSecrets(queries), box, webhookSecretContext))
  return first ?? (await firstOpens(appSecrets(queries), box, appSecretsContext))
}

async function firstOpens<Id>(
  column: SealedColumn<Id>,
  box: Pick<SecretBox, 'open'>,
  contextOf: (id: Id) => string,
): Promise<boolean | undefined> {
  const [first] = await column.all()
  if (first === undefined) return undefined
  try {
    box.open(first.sealed, contextOf(first.id))
    return true
  } catch {
    return false
  }
}
