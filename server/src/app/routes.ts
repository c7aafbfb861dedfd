// Every address of the server, protocol by protocol.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serveAccounts } from '../accounts/http/json-api.ts'
import { servePassword } from '../accounts/http/password.ts'
import { serveUserAdministration } from '../accounts/http/user-administration.ts'
import { userDocument } from '../accounts/http/user-document.ts'
import { createObjectShortcut } from '../archivist/http/object-shortcut.ts'
import { objectRoutes } from '../archivist/http/objects.ts'
import { serveAuditConfiguration } from '../audit-trail/http/configuration.ts'
import { serveAuditTrail } from '../audit-trail/http/json-api.ts'
import { serveAuthenticationTokens } from '../authentication-tokens/http/json-api.ts'
import { serveDiagnoses } from '../diagnosis/http/diagnosis-routes.ts'
import { type Clock, DEFAULT_PAGE_SIZE, type OrganizationId, type UserId } from '../kernel/index.ts'
import { serveLinks } from '../login/http/json-api/links.ts'
import { serveSession } from '../login/http/json-api/session.ts'
import { servePages } from '../login/http/pages.ts'
import { redirectToSignIn } from '../login/http/sign-in.ts'
import { serveToken } from '../login/http/token.ts'
import { serveAdministration } from '../organizations/http/administration.ts'
import { serveOrganizations } from '../organizations/http/json-api.ts'
import { type Organization, someAllowRemoteImages } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import { agentPoolDocument } from '../placeholders/http/agent-pool-document.ts'
import { servePlaceholders } from '../placeholders/http/json-api.ts'
import { projectDocument } from '../placeholders/http/project-document.ts'
import { serveStylesheet } from '../platform/http/html/index.ts'
import { authenticateRequests, limitRate, noteOrigins, oneOf, type Shortcut, speakRegistryProtocol } from '../platform/http/index.ts'
import { speakJsonApi } from '../platform/http/json-api/index.ts'
import { serveRegistryModules } from '../registry-modules/http/json-api.ts'
import { createHotPathShortcut } from '../registry-modules/http/protocol/hot-path-shortcut.ts'
import { servePublicRegistry } from '../registry-modules/http/protocol/public-registry.ts'
import { serveRegistryProtocol } from '../registry-modules/http/protocol/registry-protocol.ts'
import { serveAuthorizationPages } from '../vcs/http/authorization-pages.ts'
import { serveGithubApps } from '../vcs/http/github-app-installations.ts'
import { serveGithubAppPages } from '../vcs/http/github-app-pages.ts'
import { serveConnections } from '../vcs/http/json-api.ts'
import { serveWebhooks } from '../vcs/http/webhooks.ts'
import { serveInterface } from '../web-interface/http/serve-interface.ts'
import type { BuiltInterface } from '../web-interface/index.ts'
import type { Installation } from './installation.ts'
import type { Metering } from './metrics/metering.ts'
import { PING } from './openapi/server-operations.ts'
import { usageOf, usageOfUser } from './quotas/usage.ts'
import { createSiteHealth } from './site-health/site-health.ts'
import { serveSiteHealth } from './site-health/site-health-routes.ts'
import { version } from './version.ts'
import type { Identity } from './wire-identity.ts'
import type { Modules } from './wire-modules.ts'
import { wireSingleSignOn } from './wire-single-sign-on.ts'

export interface RouteParts {
  installation: Installation
  clock: Clock
  identity: Identity
  modules: Modules
  metering: Metering
  /** undefined when it was never built */
  webInterface: BuiltInterface | undefined
}

export const MANAGEMENT_API = '/api/v2'

/** @param readiness tells why the server is not ready */
export function serveManagementApi(app: FastifyInstance, parts: RouteParts, readiness: () => Promise<string | undefined>): void {
  const { installation, clock, identity, modules } = parts
  const { config, logger } = installation
  const { publicUrl } = config
  app.register(
    async (scope) => {
      speakJsonApi(scope, logger, config.appName)
      // Clients call this first and look only at its headers.
      scope.get('/ping', PING, (_request, reply) => reply.code(204).send())
      scope.register(async (authenticated) => {
        authenticateRequests(authenticated, identity.authentication)
        limitRate(authenticated, config.rateLimit, clock)
        noteOrigins(authenticated, identity.origins)
        serveIdentity(authenticated, { installation, identity })
        servePassword(authenticated, identity)
        serveSession(authenticated, { ...identity, publicUrl })
        serveLinks(authenticated, { ...identity, publicUrl })
        serveSiteAdministration(authenticated, identity, publicUrl)
        serveSiteHealth(
          authenticated,
          createSiteHealth({ version: version(), database: installation.database, dataDirectory: config.dataDirectory, clock, readiness }),
        )
        serveConnections(authenticated, {
          ...modules,
          tokens: modules.oauthTokens,
          organizations: identity.organizations,
          publicUrl,
          projectsOf: async (subject, name) => {
            const organization = await identity.organizations.read(subject, name)
            return (await identity.projects.list(subject, name)).map((each) => projectDocument(each, organization))
          },
          agentPoolsOf: async (subject, name) => {
            const organization = await identity.organizations.read(subject, name)
            return (await identity.agentPools.list(subject, name)).map((each) => agentPoolDocument(each, organization))
          },
        })
        serveGithubApps(authenticated, { ...modules, organizations: identity.organizations, publicUrl })
        const { organizations, authentication } = identity
        serveRegistryModules(authenticated, { ...modules, organizations, authentication, publicUrl })
        serveDiagnoses(authenticated, modules)
      })
    },
    { prefix: MANAGEMENT_API },
  )
}

/** Who there is, what belongs to whom, and who changed it. */
function serveIdentity(scope: FastifyInstance, { installation, identity }: Pick<RouteParts, 'installation' | 'identity'>): void {
  const { config, database } = installation
  const { publicUrl, quotas } = config
  const { organizations, placeholders, teamMembers, trail } = identity
  const defaultProject = async (organization: Organization) => {
    const project = await placeholders.defaultProjectOf(organization)
    return project === undefined ? undefined : projectDocument(project, organization)
  }
  const { queries } = database
  const usage = (id: OrganizationId) => usageOf(queries, id)
  serveOrganizations(scope, { organizations, publicUrl, defaultProject, quotas: quotas.organization, usageOf: usage })
  servePlaceholders(scope, { ...identity, publicUrl })
  const usageOfSelf = (id: UserId) => usageOfUser(queries, id)
  serveAccounts(scope, { ...identity, members: teamMembers, publicUrl, quotas: quotas.user, usageOf: usageOfSelf })
  serveAuthenticationTokens(scope, { ...identity, publicUrl })
  const organizationNamed = async (subject: Subject, name: string) => organizations.permitted(subject, 'read-audit-trail', name)
  serveAuditTrail(scope, { trail, organizationNamed })
  serveAuditConfiguration(scope, { organizationNamed })
}

/** What administrators of the site do with everybody's organizations and users. */
function serveSiteAdministration(
  scope: FastifyInstance,
  { administration, userAdministration, directory }: Identity,
  publicUrl: string,
): void {
  const ownersOf = async (ids: readonly OrganizationId[]) => {
    const owners = await directory.ownersOf(ids)
    const byOrganization = Map.groupBy(owners, ({ organizationId }) => organizationId)
    return new Map([...byOrganization].map(([id, theirs]) => [id, theirs.map(({ user }) => userDocument(user, { private: true }))]))
  }
  serveAdministration(scope, { administration, ownersOf, publicUrl })
  serveUserAdministration(scope, { userAdministration, directory, publicUrl })
}

const REGISTRY = '/api/registry/v1/modules'

/** What `serveRegistry` and `serveObjects` would answer, when it is in memory. */
export function shortcutOf({ clock, identity, modules }: Pick<RouteParts, 'clock' | 'identity' | 'modules'>): Shortcut {
  const { catalogue, archivist, downloads } = modules
  const hotPath = createHotPathShortcut(REGISTRY, { catalogue, archivist, clock, downloads, authentication: identity.authenticator })
  return oneOf([hotPath, createObjectShortcut(archivist)])
}

export function serveRegistry(app: FastifyInstance, { installation, clock, identity, modules }: RouteParts): void {
  app.register(
    async (scope) => {
      speakRegistryProtocol(scope, installation.logger)
      authenticateRequests(scope, identity.authentication)
      const { catalogue, archivist, reading, downloads } = modules
      serveRegistryProtocol(scope, { catalogue, archivist, reading, clock, downloads })
    },
    { prefix: REGISTRY },
  )
  servePublicRegistryProxy(app, { installation, identity })
}

/** HCP Terraform's way to the public registry, which this server never calls. */
function servePublicRegistryProxy(app: FastifyInstance, { installation, identity }: Pick<RouteParts, 'installation' | 'identity'>): void {
  app.register(
    async (scope) => {
      speakRegistryProtocol(scope, installation.logger)
      authenticateRequests(scope, identity.authentication)
      servePublicRegistry(scope)
    },
    { prefix: '/api/registry/public/v1/modules' },
  )
}

export function serveObjects(app: FastifyInstance, { installation, identity, modules }: RouteParts): void {
  app.register(async (scope) => {
    noteOrigins(scope, identity.origins)
    const { archivist, uploads } = modules
    scope.register(objectRoutes, {
      archivist,
      onAnnounced: (upload) => uploads.announced(upload),
      onUploaded: (upload) => uploads.received(upload),
      logger: installation.logger,
    })
  })
}

/** What git hosts call. */
export function serveHostCalls(app: FastifyInstance, { installation: { logger }, modules, metering }: RouteParts): void {
  const deliveries = metering.receiver(modules.deliveries)
  const appDeliveries = metering.receiver(modules.appDeliveries)
  app.register(async (scope) => serveWebhooks(scope, { deliveries, appDeliveries, logger }))
}

/** Pages for people, and what `terraform login` calls. */
export function serveLogin(app: FastifyInstance, { installation, clock, identity, modules, metering, webInterface }: RouteParts): void {
  const { logger, config } = installation
  const stylesheet = serveStylesheet(app)
  const singleSignOn = wireSingleSignOn(installation, { clock, identity, metering })
  app.register(async (scope) => {
    noteOrigins(scope, identity.origins)
    const startPage = webInterface === undefined ? '/app/settings/tokens' : '/app'
    const { publicUrl, localSignIn } = config
    servePages(scope, { ...identity, clock, logger, stylesheet, startPage, singleSignOn, publicUrl, localSignIn })
    const { authorizations, githubApps } = modules
    const session = { redirectToSignIn, visitorOf: ({ visitor }: FastifyRequest) => visitor.account?.subject }
    serveAuthorizationPages(scope, { authorizations, ...session })
    serveGithubAppPages(scope, { githubApps, organizations: identity.organizations, ...session })
  })
  app.register(async (scope) => {
    noteOrigins(scope, identity.origins)
    serveToken(scope, { ...identity, logger })
  })
}

const FIRST_PAGE = { number: 1, size: DEFAULT_PAGE_SIZE }

export function serveWebInterface(app: FastifyInstance, { installation, identity, modules, webInterface }: RouteParts): void {
  serveInterface(app, {
    built: webInterface,
    publicUrl: installation.config.publicUrl,
    version: version(),
    remoteImages: async () => await someAllowRemoteImages(installation.database.queries),
    firstList: async (session, organization) => {
      const subject = await identity.sessionAuthenticator.authenticate(session)
      const { items, totalCount } = await modules.summaries.list(subject, organization, {}, 'name', FIRST_PAGE)
      return { organization, totalCount, modules: items }
    },
  })
}
