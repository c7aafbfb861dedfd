// Every address of the server, protocol by protocol.
import type { FastifyInstance } from 'fastify'
import { serveAccounts } from '../accounts/http/json-api.ts'
import { objectRoutes } from '../archivist/http/objects.ts'
import { serveAuthenticationTokens } from '../authentication-tokens/http/json-api.ts'
import { serveAdministration } from '../organizations/http/administration.ts'
import { serveOrganizations } from '../organizations/http/json-api.ts'
import { authenticateRequests, limitRate, type Shortcut, speakRegistryProtocol } from '../platform/http/index.ts'
import { speakJsonApi } from '../platform/http/json-api/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import { createHotPathShortcut } from '../registry-modules/http/hot-path-shortcut.ts'
import { serveRegistryModules } from '../registry-modules/http/json-api.ts'
import { serveRegistryProtocol } from '../registry-modules/http/registry-protocol.ts'
import { serveConnections } from '../vcs/http/json-api.ts'
import type { Installation } from './installation.ts'
import type { Identity } from './wire-identity.ts'
import type { Modules } from './wire-modules.ts'

export interface RouteParts {
  installation: Installation
  clock: Clock
  identity: Identity
  modules: Modules
}

export function serveManagementApi(app: FastifyInstance, { installation, clock, identity, modules }: RouteParts): void {
  const { config, logger } = installation
  const { publicUrl } = config
  app.register(
    async (scope) => {
      speakJsonApi(scope, logger)
      // Clients call this first and look only at its headers.
      scope.get('/ping', (_request, reply) => reply.code(204).send())
      scope.register(async (authenticated) => {
        authenticateRequests(authenticated, identity.authenticator)
        limitRate(authenticated, config.rateLimit, clock)
        serveOrganizations(authenticated, { organizations: identity.organizations, publicUrl })
        serveAdministration(authenticated, { administration: identity.administration, publicUrl })
        serveAccounts(authenticated, { users: identity.users })
        serveAuthenticationTokens(authenticated, identity.tokens)
        serveConnections(authenticated, {
          clients: modules.clients,
          tokens: modules.oauthTokens,
          organizations: identity.organizations,
          publicUrl,
        })
        serveRegistryModules(authenticated, { ...modules, publicUrl })
      })
    },
    { prefix: '/api/v2' },
  )
}

const REGISTRY = '/api/registry/v1/modules'

/** What `serveRegistry` would answer, when it is in memory. */
export function registryShortcut({ clock, identity, modules }: Pick<RouteParts, 'clock' | 'identity' | 'modules'>): Shortcut {
  const { catalogue, archivist, downloads } = modules
  return createHotPathShortcut(REGISTRY, { catalogue, archivist, clock, downloads, authentication: identity.authenticator })
}

export function serveRegistry(app: FastifyInstance, { installation, clock, identity, modules }: RouteParts): void {
  app.register(
    async (scope) => {
      speakRegistryProtocol(scope, installation.logger)
      authenticateRequests(scope, identity.authenticator)
      const { catalogue, archivist, reading, downloads } = modules
      serveRegistryProtocol(scope, { catalogue, archivist, reading, clock, downloads })
    },
    { prefix: REGISTRY },
  )
}

export function serveObjects(app: FastifyInstance, { modules }: RouteParts): void {
  app.register(objectRoutes, { archivist: modules.archivist, onUploaded: (upload) => modules.uploads.received(upload) })
}
