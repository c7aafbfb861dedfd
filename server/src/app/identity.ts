// What the `admin` commands work on: the identity services over a database that is up to date.
import { systemClock } from '../kernel/index.ts'
import { openInstallation } from './installation.ts'
import { prepareDatabase } from './prepare-database.ts'
import { type Identity, wireIdentity } from './wire-identity.ts'

export interface OpenIdentity extends Identity, AsyncDisposable {
  publicUrl: string
  /** of the identity provider; undefined without one */
  issuer: string | undefined
}

/** Creates the tables too: an operator may create the first user before the server ever ran. */
export async function openIdentity(variables: NodeJS.ProcessEnv): Promise<OpenIdentity> {
  const installation = await openInstallation(variables)
  const { database, keyring, config } = installation
  await prepareDatabase(installation)
  const identity = wireIdentity({ database, keyring, config, clock: systemClock })
  const { publicUrl, singleSignOn } = config
  return { ...identity, publicUrl, issuer: singleSignOn?.issuer, [Symbol.asyncDispose]: () => installation[Symbol.asyncDispose]() }
}
