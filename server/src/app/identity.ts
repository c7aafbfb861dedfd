// What the `admin` commands work on: the identity services over a database that is up to date.
import { systemClock } from '../kernel/index.ts'
import { openInstallation } from './installation.ts'
import { prepareDatabase } from './prepare-database.ts'
import { type Identity, wireIdentity } from './wire-identity.ts'

/** Creates the tables too: an operator may create the first user before the server ever ran. */
export async function openIdentity(variables: NodeJS.ProcessEnv): Promise<Identity & { publicUrl: string } & AsyncDisposable> {
  const installation = await openInstallation(variables)
  const { database, keyring, config } = installation
  await prepareDatabase(installation)
  const identity = wireIdentity({ database, keyring, config, clock: systemClock })
  return { ...identity, publicUrl: config.publicUrl, [Symbol.asyncDispose]: () => installation[Symbol.asyncDispose]() }
}
