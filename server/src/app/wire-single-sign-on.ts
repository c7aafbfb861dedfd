// Wires single sign-on, where the operator names an identity provider.

import { type GroupMapping, parseGroupMapping } from '../accounts/index.ts'
import type { Clock } from '../kernel/index.ts'
import { IdentityProvider, SingleSignOn } from '../login/single-sign-on/index.ts'
import { createHttpClient } from '../platform/http-client/index.ts'
import { type Config, ConfigurationError, readSingleSignOnFiles } from './config/index.ts'
import type { Installation } from './installation.ts'
import type { Metering } from './metrics/metering.ts'
import type { Identity } from './wire-identity.ts'
import { networkOf } from './wire-shared.ts'

export interface SingleSignOnWiring {
  clock: Clock
  identity: Pick<Identity, 'providerUsers' | 'sessions'>
  metering: Pick<Metering, 'http'>
}

const TRUST_ADVICE = 'to trust a private certificate authority, set TERRACE_OIDC_CA_FILE'
const TIMEOUT_MS = 10_000
/** Discovery documents, keys and tokens have kilobytes. */
const MAX_BYTES = 1024 ** 2

/**
 * @returns undefined without an identity provider
 * @throws ConfigurationError when a file of the settings cannot be used
 */
export function wireSingleSignOn(installation: Installation, { clock, identity, metering }: SingleSignOnWiring): SingleSignOn | undefined {
  const { config, database } = installation
  if (config.singleSignOn === undefined) return undefined
  const { clientSecret, authorities, groups } = readProvider(config.singleSignOn)
  // The operator chose this host, which may have a private address. Others that it names may not.
  const { origin } = new URL(config.singleSignOn.issuer)
  const urlOverrides = [{ from: origin, to: origin }]
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES }
  const http = createHttpClient({ ...networkOf(installation), ...limits, urlOverrides, authorities, trustAdvice: TRUST_ADVICE })
  const provider = new IdentityProvider({
    settings: { ...config.singleSignOn, clientSecret },
    http: metering.http(http),
    clock,
    redirectUri: `${config.publicUrl}/login/single-sign-on/callback`,
  })
  return new SingleSignOn({ ...identity, queries: database.queries, clock, provider, groups })
}

/**
 * What the files say about the identity provider.
 * @throws ConfigurationError when one cannot be used
 */
export function readProvider(settings: NonNullable<Config['singleSignOn']>) {
  const { groups, ...files } = readSingleSignOnFiles(settings)
  return { ...files, groups: mappingOf(groups) }
}

function mappingOf(text: string): GroupMapping {
  try {
    return parseGroupMapping(text)
  } catch (error) {
    throw new ConfigurationError([`TERRACE_OIDC_GROUPS_FILE: ${error instanceof Error ? error.message : String(error)}`])
  }
}
