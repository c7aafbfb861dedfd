// Who may use which route, one line per route. A route without a line fails the test beside this file.

export const CALLERS = [
  'anonymous',
  'expired token',
  'revoked token',
  "other organization's owner",
  // of an organization that the modules are shared with (a consumer)
  "consuming organization's owner",
  'site admin',
  'member',
  'publisher',
  'team token',
  'organization token',
  'owner',
] as const
export type CallerName = (typeof CALLERS)[number]

export interface Permission {
  /** everybody else gets 401 without a valid token, and 404 otherwise */
  may: readonly CallerName[]
  /** attributes to send, so that only missing permission refuses the request */
  attributes?: Record<string, unknown>
  relationships?: (has: Record<string, string>) => Record<string, unknown>
  query?: (has: Record<string, string>) => string
  /** the complete `data`, where it is not one resource */
  data?: (has: Record<string, string>) => unknown
}

export interface PageRoute {
  /** the status for everybody without a session, whatever token they send */
  withoutSession: number
  query?: string
}

export const EVERYBODY: readonly CallerName[] = [...CALLERS]
const TOKENS: readonly CallerName[] = CALLERS.slice(3)
const USERS: readonly CallerName[] = [
  "other organization's owner",
  "consuming organization's owner",
  'site admin',
  'member',
  'publisher',
  'owner',
]
/** members of the organization */
const MEMBERS: readonly CallerName[] = ['member', 'publisher', 'team token', 'organization token', 'owner']
/** members and module consumers, who may read modules and nothing else */
const READERS: readonly CallerName[] = [...MEMBERS, "consuming organization's owner"]
/** `publisher` and `team token` have "manage modules" */
const PUBLISHERS: readonly CallerName[] = ['publisher', 'team token', 'organization token', 'owner']
/** owners and the organization token */
const ADMINISTRATORS: readonly CallerName[] = ['organization token', 'owner']
const OWNER: readonly CallerName[] = ['owner']
const SITE_ADMINISTRATORS: readonly CallerName[] = ['site admin']
/** users who may read the membership of `publisher` */
const CONCERNED: readonly CallerName[] = ['publisher', 'organization token', 'owner']

const MODULES = '/api/v2/organizations/:organization/registry-modules'
const MODULE = `${MODULES}/:registry/:namespace/:name/:provider`
const REGISTRY = '/api/registry/v1/modules'
const PUBLIC_REGISTRY = '/api/registry/public/v1/modules'
const repository = (has: Record<string, string>) => `?oauth_token_id=${has['oauth-tokens']}&identifier=platform/terraform-null-label`
const publisherAsUser = () => [{ type: 'users', id: 'pat' }]
const publisherAsMember = (has: Record<string, string>) => [{ type: 'organization-memberships', id: has['organization-memberships'] }]

export const PERMISSIONS: Readonly<Record<string, Permission>> = {
  'GET /api/v2/ping': { may: EVERYBODY },
  'GET /api/v2/account/details': { may: TOKENS },
  // Only browsers have sessions.
  'GET /api/v2/account/session': { may: [] },
  'GET /api/v2/account/sessions': { may: USERS },
  'DELETE /api/v2/account/sessions/:id': { may: OWNER },
  'GET /api/v2/account/audit-trail': { may: USERS },
  'POST /api/v2/diagnoses': { may: TOKENS, attributes: { source: 'not a source' } },
  'PATCH /api/v2/account/update': { may: USERS },
  'PATCH /api/v2/account/password': {
    may: USERS,
    attributes: { 'current-password': 'not known', password: 'a new one for nobody', 'password-confirmation': 'a different one' },
  },
  'GET /api/v2/users/:id': { may: ['site admin', ...MEMBERS] },

  'GET /api/v2/organizations': { may: TOKENS },
  'POST /api/v2/organizations': { may: USERS, attributes: { name: 'founded', email: 'new@example.com' } },
  'GET /api/v2/organizations/:organization': { may: MEMBERS },
  'PATCH /api/v2/organizations/:organization': { may: OWNER },
  'PUT /api/v2/organizations/:organization': { may: OWNER },
  'DELETE /api/v2/organizations/:organization': { may: OWNER },
  'GET /api/v2/organizations/:organization/entitlement-set': { may: MEMBERS },
  'GET /api/v2/organizations/:organization/capacity': { may: MEMBERS },
  'GET /api/v2/organizations/:organization/runs/queue': { may: MEMBERS },
  'GET /api/v2/organizations/:organization/workspaces': { may: MEMBERS },
  'GET /api/v2/organizations/:organization/audit-configuration': { may: ADMINISTRATORS },
  'GET /api/v2/organizations/:organization/token-ttl-policies': { may: OWNER },
  'PATCH /api/v2/organizations/:organization/token-ttl-policies': { may: OWNER, attributes: { 'token-ttl-policies': [] } },
  // Without the name, an owner of another organization would read their own.
  'GET /api/v2/organization/audit-trail': { may: ADMINISTRATORS, query: () => '?organization=acme' },
  'GET /api/v2/organization/audit-trail.csv': { may: ADMINISTRATORS, query: () => '?organization=acme' },

  'GET /api/v2/organizations/:organization/organization-memberships': { may: ADMINISTRATORS },
  'POST /api/v2/organizations/:organization/organization-memberships': { may: ADMINISTRATORS, attributes: { email: 'new@example.com' } },
  // The caller's own: an empty list for team and organization tokens.
  'GET /api/v2/organization-memberships': { may: TOKENS },
  'GET /api/v2/organization-memberships/:id': { may: CONCERNED },
  'DELETE /api/v2/organization-memberships/:id': { may: CONCERNED },
  // The membership is active already, which changes nothing.
  'POST /api/v2/organization-memberships/:id/actions/accept': { may: ['publisher'] },

  // They are a member already, which leaves nothing to hand out.
  'POST /api/v2/organization-memberships/:id/actions/create-link': { may: ADMINISTRATORS },

  // Everybody sees visible teams. The requested one is secret.
  'GET /api/v2/organizations/:organization/teams': { may: MEMBERS },
  'POST /api/v2/organizations/:organization/teams': { may: ADMINISTRATORS, attributes: { name: 'made' } },
  'GET /api/v2/teams/:id': { may: PUBLISHERS },
  'PATCH /api/v2/teams/:id': { may: ADMINISTRATORS },
  'DELETE /api/v2/teams/:id': { may: ADMINISTRATORS },
  'POST /api/v2/teams/:id/relationships/users': { may: ADMINISTRATORS, data: publisherAsUser },
  'DELETE /api/v2/teams/:id/relationships/users': { may: ADMINISTRATORS, data: publisherAsUser },
  'GET /api/v2/teams/:id/relationships/organization-memberships': { may: PUBLISHERS },
  'POST /api/v2/teams/:id/relationships/organization-memberships': { may: ADMINISTRATORS, data: publisherAsMember },
  'DELETE /api/v2/teams/:id/relationships/organization-memberships': { may: ADMINISTRATORS, data: publisherAsMember },

  'GET /api/v2/organizations/:organization/authentication-token': { may: OWNER },
  'POST /api/v2/organizations/:organization/authentication-token': { may: OWNER },
  'DELETE /api/v2/organizations/:organization/authentication-token': { may: OWNER },
  'GET /api/v2/organizations/:organization/team-tokens': { may: ADMINISTRATORS },
  'DELETE /api/v2/organizations/:organization/team-tokens': {
    may: ADMINISTRATORS,
    data: (has) => [{ type: 'authentication-tokens', id: has['authentication-tokens'] }],
  },
  'GET /api/v2/teams/:id/authentication-token': { may: ADMINISTRATORS },
  'POST /api/v2/teams/:id/authentication-token': { may: ADMINISTRATORS },
  'POST /api/v2/teams/:id/authentication-tokens': { may: ADMINISTRATORS, attributes: { description: 'another' } },
  'DELETE /api/v2/teams/:id/authentication-token': { may: ADMINISTRATORS },
  // For other users an empty list, as on HCP Terraform.
  'GET /api/v2/users/:id/authentication-tokens': { may: TOKENS },
  'POST /api/v2/users/:id/authentication-tokens': { may: OWNER },
  'GET /api/v2/authentication-tokens/:id': { may: ADMINISTRATORS },
  'DELETE /api/v2/authentication-tokens/:id': { may: ADMINISTRATORS },

  'GET /api/v2/organizations/:organization/oauth-clients': { may: PUBLISHERS },
  'POST /api/v2/organizations/:organization/oauth-clients': {
    may: ADMINISTRATORS,
    attributes: { 'service-provider': 'git', 'http-url': 'https://git.example.com' },
  },
  'POST /api/v2/oauth-clients': {
    may: ADMINISTRATORS,
    attributes: { 'service-provider': 'git', 'http-url': 'https://git.example.com', 'organization-id': 'acme' },
  },
  'GET /api/v2/oauth-clients/:id': { may: PUBLISHERS },
  'PATCH /api/v2/oauth-clients/:id': { may: ADMINISTRATORS },
  'DELETE /api/v2/oauth-clients/:id': { may: ADMINISTRATORS },
  'GET /api/v2/oauth-clients/:id/oauth-tokens': { may: PUBLISHERS },
  'GET /api/v2/oauth-clients/:id/registry-modules': { may: PUBLISHERS },
  'GET /api/v2/oauth-clients/:id/webhook-deliveries': { may: PUBLISHERS },
  'POST /api/v2/oauth-clients/:id/relationships/projects': { may: ADMINISTRATORS, data: () => [] },
  'DELETE /api/v2/oauth-clients/:id/relationships/projects': { may: ADMINISTRATORS, data: () => [] },
  'GET /api/v2/organizations/:organization/oauth-tokens': { may: PUBLISHERS },
  'GET /api/v2/oauth-tokens/:id': { may: PUBLISHERS },
  'PATCH /api/v2/oauth-tokens/:id': { may: ADMINISTRATORS },
  'DELETE /api/v2/oauth-tokens/:id': { may: ADMINISTRATORS },
  'GET /api/v2/oauth-tokens/:id/authorized-repos': { may: PUBLISHERS },
  'GET /api/v2/oauth-tokens/:id/module-candidates': { may: PUBLISHERS },
  'POST /api/v2/oauth-tokens/:id/actions/refresh-repos': { may: PUBLISHERS },
  'POST /api/v2/oauth-tokens/:id/actions/test': { may: ADMINISTRATORS },
  'POST /api/v2/oauth-tokens/:id/actions/publish-modules': { may: PUBLISHERS, attributes: { identifiers: ['platform/none'] } },

  'GET /api/v2/organizations/:organization/projects': { may: MEMBERS },
  'POST /api/v2/organizations/:organization/projects': { may: OWNER, attributes: { name: 'made' } },
  'GET /api/v2/projects/:id': { may: MEMBERS },
  'PATCH /api/v2/projects/:id': { may: OWNER },
  'DELETE /api/v2/projects/:id': { may: OWNER },
  'GET /api/v2/projects/:id/tag-bindings': { may: MEMBERS },
  'GET /api/v2/projects/:id/effective-tag-bindings': { may: MEMBERS },
  'PATCH /api/v2/projects/:id/tag-bindings': { may: OWNER, data: () => [{ attributes: { key: 'made' } }] },
  'PATCH /api/v2/projects/:id/relationships/tag-bindings': { may: OWNER, data: () => [] },
  'GET /api/v2/organizations/:organization/agent-pools': { may: MEMBERS },
  'POST /api/v2/organizations/:organization/agent-pools': { may: OWNER, attributes: { name: 'made' } },
  'GET /api/v2/agent-pools/:id': { may: MEMBERS },
  'PATCH /api/v2/agent-pools/:id': { may: OWNER },
  'DELETE /api/v2/agent-pools/:id': { may: OWNER },
  'GET /api/v2/github-app/installations': { may: TOKENS },
  'GET /api/v2/organizations/:organization/github-app-installations': { may: MEMBERS },
  'GET /api/v2/github-app-installations': { may: TOKENS },
  'GET /api/v2/github-app/installation/:id': { may: [...PUBLISHERS, 'site admin'] },
  'GET /api/v2/github-app/installation/:id/module-candidates': { may: PUBLISHERS },
  'GET /api/v2/organizations/:organization/github-apps': { may: PUBLISHERS },
  'DELETE /api/v2/github-apps/:id': { may: ADMINISTRATORS },
  'GET /api/v2/github-apps/:id/registry-modules': { may: PUBLISHERS },
  'GET /api/v2/github-apps/:id/webhook-deliveries': { may: PUBLISHERS },

  [`GET ${MODULES}`]: { may: MEMBERS },
  [`POST ${MODULES}`]: { may: PUBLISHERS, attributes: { name: 'made', provider: 'null' } },
  [`POST ${MODULES}/vcs`]: { may: PUBLISHERS, attributes: { name: 'two', provider: 'null', 'vcs-repo': { identifier: 'platform/none' } } },
  'POST /api/v2/registry-modules': {
    may: PUBLISHERS,
    attributes: { name: 'three', provider: 'null', 'vcs-repo': { identifier: 'platform/none' } },
  },
  [`GET ${MODULES}/validation`]: { may: MEMBERS, query: () => '?name=x&provider=y' },
  [`GET ${MODULES}/search`]: { may: MEMBERS },
  [`GET ${MODULE}`]: { may: READERS },
  [`GET ${MODULE}/summary`]: { may: READERS },
  [`GET ${MODULE}/downloads`]: { may: READERS },
  [`GET ${MODULE}/versions`]: { may: READERS },
  [`GET ${MODULE}/versions/:version/inspections`]: { may: READERS },
  [`GET ${MODULE}/versions/:version/inspection`]: { may: READERS },
  [`PATCH ${MODULE}`]: { may: PUBLISHERS },
  [`POST ${MODULE}/versions`]: { may: PUBLISHERS, attributes: { version: '9.9.9' } },
  [`GET ${MODULE}/version`]: { may: READERS, query: () => '?module_version=1.0.0' },
  [`GET ${MODULE}/versions/:version/files`]: { may: READERS },
  [`GET ${MODULE}/versions/:version/changelog`]: { may: READERS },
  [`GET ${MODULE}/versions/:version/readme`]: { may: READERS },
  [`GET ${MODULE}/versions/:version/files/raw`]: { may: READERS, query: () => '?path=main.tf' },
  [`GET ${MODULE}/versions/:version/files/highlighted`]: { may: READERS, query: () => '?path=main.tf' },
  [`GET ${MODULE}/commits`]: { may: MEMBERS },
  [`GET ${MODULE}/versions/:version/commits`]: { may: MEMBERS },
  'GET /api/v2/registry-modules/show/:organization/:name/:provider': { may: READERS },
  'GET /api/v2/registry-modules/:id': { may: READERS },
  'POST /api/v2/registry-modules/:organization/:name/:provider/versions': { may: PUBLISHERS, attributes: { version: '9.9.9' } },
  'GET /api/v2/registry-modules/:id/tags': { may: MEMBERS },
  'GET /api/v2/registry-modules/:id/tag-bindings': { may: READERS },
  'POST /api/v2/registry-modules/:id/actions/resync': { may: PUBLISHERS },
  'POST /api/v2/registry-modules/:id/actions/retry': { may: PUBLISHERS },
  'POST /api/v2/registry-modules/:id/actions/import-tag': { may: PUBLISHERS, query: () => '?tag=v1.0.0' },

  'GET /api/v2/registry-modules/:id/import-events': { may: MEMBERS },
  'GET /api/v2/registry-modules/:id/events': { may: READERS },
  [`GET ${MODULES}/events`]: { may: MEMBERS },
  'GET /api/v2/registry-modules/:id/webhook': { may: MEMBERS },
  'POST /api/v2/registry-modules/:id/webhook/actions/check': { may: PUBLISHERS },
  'POST /api/v2/registry-modules/:id/webhook/actions/rotate-secret': { may: PUBLISHERS },
  'GET /api/v2/registry-modules/:id/webhook-deliveries': { may: MEMBERS },
  'POST /api/v2/webhook-deliveries/:id/actions/redeliver': { may: PUBLISHERS },

  [`DELETE ${MODULES}/:registry/:namespace/:name`]: { may: PUBLISHERS },
  [`DELETE ${MODULE}`]: { may: PUBLISHERS },
  [`DELETE ${MODULE}/:version`]: { may: PUBLISHERS },
  [`PATCH ${MODULE}/:version`]: { may: PUBLISHERS, attributes: { deprecation: { 'deprecated-status': 'Deprecated', reason: 'old' } } },
  'POST /api/v2/registry-modules/actions/delete/:organization/:name': { may: PUBLISHERS },
  'POST /api/v2/registry-modules/actions/delete/:organization/:name/:provider': { may: PUBLISHERS },
  'POST /api/v2/registry-modules/actions/delete/:organization/:name/:provider/:version': { may: PUBLISHERS },
  [`GET ${MODULE}/deletion-preview`]: { may: PUBLISHERS },
  [`POST ${MODULE}/:version/actions/preview`]: { may: PUBLISHERS, attributes: { deprecation: { 'deprecated-status': 'Deprecated' } } },
  'GET /api/v2/organizations/:organization/deleted-registry-modules': { may: PUBLISHERS },
  'POST /api/v2/deleted-registry-modules/:id/actions/restore': { may: PUBLISHERS },
  'DELETE /api/v2/deleted-registry-modules/:id': { may: PUBLISHERS },
  'GET /api/v2/organizations/:organization/relationships/module-producers': { may: MEMBERS },

  'GET /api/v2/admin/health': { may: SITE_ADMINISTRATORS },
  'GET /api/v2/admin/organizations': { may: SITE_ADMINISTRATORS },
  'GET /api/v2/admin/organizations/:organization': { may: SITE_ADMINISTRATORS },
  'PATCH /api/v2/admin/organizations/:organization': { may: SITE_ADMINISTRATORS },
  'DELETE /api/v2/admin/organizations/:organization': { may: SITE_ADMINISTRATORS },
  'GET /api/v2/admin/organizations/:organization/relationships/module-consumers': { may: SITE_ADMINISTRATORS },
  'PATCH /api/v2/admin/organizations/:organization/relationships/module-consumers': { may: SITE_ADMINISTRATORS, data: () => [] },

  'GET /api/v2/admin/users': { may: SITE_ADMINISTRATORS },
  'POST /api/v2/admin/users': { may: SITE_ADMINISTRATORS, attributes: { username: 'made', email: 'made@example.com' } },
  'GET /api/v2/admin/users/:user': { may: SITE_ADMINISTRATORS },
  'DELETE /api/v2/admin/users/:user': { may: SITE_ADMINISTRATORS },
  'POST /api/v2/admin/users/:user/actions/suspend': { may: SITE_ADMINISTRATORS },
  'POST /api/v2/admin/users/:user/actions/unsuspend': { may: SITE_ADMINISTRATORS },
  'POST /api/v2/admin/users/:user/actions/grant_admin': { may: SITE_ADMINISTRATORS },
  'POST /api/v2/admin/users/:user/actions/revoke_admin': { may: SITE_ADMINISTRATORS },
  'POST /api/v2/admin/users/:user/actions/disable_two_factor': { may: SITE_ADMINISTRATORS },
  // The user has not asked for another address.
  'POST /api/v2/admin/users/:user/actions/confirm_email': { may: SITE_ADMINISTRATORS },
  'POST /api/v2/admin/users/:user/actions/create_reset_link': { may: SITE_ADMINISTRATORS },
  'GET /api/v2/admin/feature-sets': { may: SITE_ADMINISTRATORS },
  'POST /api/v2/admin/organizations/:organization/subscription': { may: SITE_ADMINISTRATORS },

  'POST /api/v2/organizations/:organization/no-code-modules': {
    may: PUBLISHERS,
    relationships: (has) => ({ 'registry-module': { data: { id: has['registry-modules'], type: 'registry-modules' } } }),
  },
  'GET /api/v2/no-code-modules/:id': { may: MEMBERS },
  'PATCH /api/v2/no-code-modules/:id': { may: PUBLISHERS },
  'DELETE /api/v2/no-code-modules/:id': { may: PUBLISHERS },
  'GET /api/v2/no-code-modules/:id/versions/:version/module-variables': { may: MEMBERS },

  'GET /api/v2/organizations/:organization/vcs/repo': { may: PUBLISHERS, query: repository },
  'GET /api/v2/organizations/:organization/vcs/tree': { may: PUBLISHERS, query: repository },
  'GET /api/v2/organizations/:organization/vcs/tag-preview': { may: PUBLISHERS, query: repository },

  // Lists show everybody their own.
  [`GET ${REGISTRY}`]: { may: TOKENS },
  [`GET ${REGISTRY}/search`]: { may: TOKENS, query: () => '?q=x' },
  [`GET ${REGISTRY}/:namespace`]: { may: TOKENS },
  [`GET ${REGISTRY}/:namespace/:name`]: { may: TOKENS },
  [`GET ${REGISTRY}/:namespace/:name/:provider`]: { may: READERS },
  [`GET ${REGISTRY}/:namespace/:name/:provider/versions`]: { may: READERS },
  [`GET ${REGISTRY}/:namespace/:name/:provider/download`]: { may: READERS },
  [`GET ${REGISTRY}/:namespace/:name/:provider/downloads/summary`]: { may: READERS },
  [`GET ${REGISTRY}/:namespace/:name/:provider/:version`]: { may: READERS },
  [`GET ${REGISTRY}/:namespace/:name/:provider/:version/download`]: { may: READERS },

  // Always empty.
  [`GET ${PUBLIC_REGISTRY}/:namespace/:name/:provider`]: { may: [] },
  [`GET ${PUBLIC_REGISTRY}/:namespace/:name/:provider/versions`]: { may: [] },
  [`GET ${PUBLIC_REGISTRY}/:namespace/:name/:provider/:version`]: { may: [] },

  // The URL itself is the secret.
  'GET /_archivist/v1/object/*': { may: EVERYBODY },
  'PUT /_archivist/v1/object/*': { may: EVERYBODY },
}

const authorization = new URLSearchParams({
  client_id: 'terraform-cli',
  response_type: 'code',
  redirect_uri: 'http://localhost:10000/login',
  code_challenge: 'c'.repeat(43),
  code_challenge_method: 'S256',
})

/** Pages authenticate users by session, and `/oauth/token` by code. None of them accepts a token. */
export const PAGES: Readonly<Record<string, PageRoute>> = {
  'GET /login': { withoutSession: 200 },
  'GET /session': { withoutSession: 302 },
  // 403: the form comes from no page of this server.
  'POST /login': { withoutSession: 403 },
  // 302: there are users.
  'GET /setup': { withoutSession: 302 },
  'POST /setup': { withoutSession: 403 },
  // 401: no link has this secret.
  'GET /login/link': { withoutSession: 401 },
  'POST /login/link': { withoutSession: 403 },
  'GET /login/reset': { withoutSession: 401 },
  'POST /login/reset': { withoutSession: 403 },
  'GET /login/invitation': { withoutSession: 401 },
  'POST /login/invitation': { withoutSession: 403 },
  'POST /logout': { withoutSession: 403 },
  // 404: this server has no identity provider.
  'GET /login/single-sign-on': { withoutSession: 404 },
  'GET /login/single-sign-on/callback': { withoutSession: 404 },
  'GET /app/settings/single-sign-on': { withoutSession: 303 },
  'POST /app/settings/single-sign-on': { withoutSession: 403 },
  'POST /app/settings/single-sign-on/unlink': { withoutSession: 403 },
  // 303: to the sign-in form.
  'GET /oauth/authorize': { withoutSession: 303, query: `?${authorization}` },
  'POST /oauth/authorize': { withoutSession: 403 },
  'POST /oauth/token': { withoutSession: 400 },
  'GET /app/settings/tokens': { withoutSession: 303 },
  'POST /app/settings/tokens': { withoutSession: 403 },
  'POST /app/settings/tokens/:id/delete': { withoutSession: 403 },
  'GET /app/settings/memberships': { withoutSession: 303 },
  'POST /app/settings/memberships/:id/accept': { withoutSession: 403 },
  'POST /app/settings/memberships/:id/leave': { withoutSession: 403 },
  'GET /app/settings/password': { withoutSession: 303 },
  'POST /app/settings/password': { withoutSession: 403 },
  'GET /auth/:uuid': { withoutSession: 303 },
  'GET /auth/:uuid/callback': { withoutSession: 303 },
  // 404: no webhook has this address.
  'POST /webhooks/vcs/:uuid': { withoutSession: 404 },
  'POST /webhooks/github-app/:uuid': { withoutSession: 404 },
  'GET /app/organizations/:organization/github-app/new': { withoutSession: 303 },
  'GET /app/github-apps/:uuid/callback': { withoutSession: 303 },
  'GET /app/github-apps/:uuid/installed': { withoutSession: 303 },
}
