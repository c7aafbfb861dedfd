// What a route does, in words: most say it by their verb and address, the others are listed here.
import type { CollectedRoute } from './collected-routes.ts'

export interface Operation {
  summary: string
  /** of a successful answer */
  status: number
  /** whether the answer is a list, one thing, or nothing */
  answer: 'list' | 'one' | 'none'
}

const EXCEPTIONS: Readonly<Record<string, Partial<Operation>>> = {
  'GET /': { summary: 'A greeting' },
  'GET /livez': { summary: 'Whether the process is alive' },
  'GET /readyz': { summary: 'Whether the server can take requests' },
  'GET /.well-known/terraform.json': { summary: 'Where the services of this host are' },
  'GET /api/v2/ping': { summary: 'What clients call first, for the headers', status: 204, answer: 'none' },
  'GET /api/v2/openapi.json': { summary: 'This document' },
  'GET /api/v2/account/details': { summary: 'The user of the token', answer: 'one' },
  'GET /api/v2/account/session': { summary: 'The session of the browser, with its CSRF token', answer: 'one' },
  'PATCH /api/v2/account/password': { summary: "Change one's own password" },
  'POST /api/v2/admin/organizations/:organization/subscription': { summary: 'Nothing: all is given already', status: 204, answer: 'none' },
  'POST /api/v2/admin/users/:user/actions/suspend': { summary: 'Keep a user out', status: 200, answer: 'one' },
  'POST /api/v2/admin/users/:user/actions/unsuspend': { summary: 'Let a suspended user in again', status: 200, answer: 'one' },
  'POST /api/v2/admin/users/:user/actions/grant_admin': { summary: 'Make a user an administrator of the site', status: 200, answer: 'one' },
  'POST /api/v2/admin/users/:user/actions/revoke_admin': { summary: 'Make an administrator a user as others', status: 200, answer: 'one' },
  'POST /api/v2/admin/users/:user/actions/disable_two_factor': {
    summary: 'Refused: nobody has a second factor here',
    status: 200,
    answer: 'one',
  },
  'POST /api/v2/organizations/:organization/registry-modules/vcs': { summary: 'Publish a repository' },
  'POST /api/v2/registry-modules': { summary: 'Publish a repository, the older way' },
  'GET /api/v2/registry-modules/show/:organization/:name/:provider': { summary: 'Read registry module by name' },
  'POST /api/v2/organizations/:organization/teams': { status: 200 },
  'POST /api/v2/deleted-registry-modules/:id/actions/restore': { summary: 'Restore what was deleted', status: 200, answer: 'one' },
  'POST /api/v2/registry-modules/:id/actions/resync': { summary: 'Look at the tags of the repository now' },
  'POST /api/v2/registry-modules/:id/actions/retry': { summary: 'Try failed versions again' },
  'GET /api/v2/oauth-tokens/:id/authorized-repos': { summary: 'List repositories that the connection sees' },
  'GET /api/v2/oauth-tokens/:id/module-candidates': { summary: 'List modules that the repositories could become' },
  'POST /api/v2/oauth-tokens/:id/actions/refresh-repos': { summary: 'List the repositories anew', answer: 'one' },
  'POST /api/v2/oauth-tokens/:id/actions/test': { summary: 'Try what of the connection works', status: 200, answer: 'one' },
  'POST /api/v2/oauth-tokens/:id/actions/publish-modules': { summary: 'Publish many repositories', status: 200, answer: 'list' },
  'GET /api/v2/registry-modules/:id/events': { summary: "Watch a module's imports: server-sent events" },
  'GET /api/v2/organizations/:organization/registry-modules/events': { summary: 'Watch the imports of all modules: server-sent events' },
  'GET /api/v2/registry-modules/:id/webhook': { summary: 'Read the webhook of the repository', answer: 'one' },
  'POST /api/v2/registry-modules/:id/webhook/actions/check': { summary: 'Ask the host about the webhook now', answer: 'one' },
  'POST /api/v2/registry-modules/:id/webhook/actions/rotate-secret': { summary: 'Give the webhook a new secret', answer: 'one' },
  'POST /api/v2/webhook-deliveries/:id/actions/redeliver': { summary: 'Treat a delivery as if it came again', answer: 'one' },
  'GET /api/registry/v1/modules/:namespace': { summary: 'List modules of a namespace' },
  'GET /api/registry/v1/modules/:namespace/:name': { summary: 'List modules of a name' },
  'GET /api/registry/v1/modules/search': { summary: 'Search modules' },
  'GET /api/registry/v1/modules/:namespace/:name/:provider/download': {
    summary: "To the latest version's download",
    status: 302,
    answer: 'none',
  },
  'GET /api/registry/v1/modules/:namespace/:name/:provider/:version/download': {
    summary: 'Where the archive is, in X-Terraform-Get',
    status: 204,
    answer: 'none',
  },
  'GET /api/registry/public/v1/modules/:namespace/:name/:provider': { summary: 'The public registry is not asked: always 404' },
  'GET /api/registry/public/v1/modules/:namespace/:name/:provider/versions': { summary: 'The public registry is not asked: always 404' },
  'GET /api/registry/public/v1/modules/:namespace/:name/:provider/:version': { summary: 'The public registry is not asked: always 404' },
  'GET /_archivist/v1/object/*': { summary: 'Read an archive; the address is signed' },
  'PUT /_archivist/v1/object/*': { summary: 'Upload an archive; the address is signed' },
  'GET /app/assets/terrace.css': { summary: 'The stylesheet of the pages' },
  'GET /login': { summary: 'The form to sign in' },
  'POST /login': { summary: 'Sign in', status: 303, answer: 'none' },
  'POST /logout': { summary: 'Sign out', status: 303, answer: 'none' },
  'GET /oauth/authorize': { summary: 'Ask the user whether Terraform may have a token' },
  'POST /oauth/authorize': { summary: 'The answer of the user', status: 302, answer: 'none' },
  'POST /oauth/token': { summary: 'Exchange a code for a token', status: 200 },
  'GET /app/organizations/:organization/github-app/new': { summary: 'The page on which a GitHub App is created' },
  'GET /app/github-apps/:uuid/callback': { summary: 'Where GitHub sends people who created an app' },
  'GET /app/github-apps/:uuid/installed': { summary: 'Where GitHub sends people who installed an app' },
  'POST /webhooks/github-app/:uuid': { summary: 'What GitHub tells an app', status: 202, answer: 'none' },
  'GET /app/settings/tokens': { summary: "The page of one's own tokens" },
  'POST /app/settings/tokens': { summary: 'Create a token', status: 200 },
  'GET /app/settings/password': { summary: "The page to change one's own password" },
  'POST /app/settings/password': { summary: "Change one's own password", status: 303, answer: 'none' },
  'POST /app/settings/tokens/:id/delete': { summary: 'Delete a token', status: 303, answer: 'none' },
}

const VERBS: Readonly<Record<string, string>> = { GET: 'Read', POST: 'Create', PATCH: 'Change', PUT: 'Replace', DELETE: 'Delete' }
const RELATIONSHIP_CHANGES: Readonly<Record<string, string>> = { POST: 'Add', PATCH: 'Replace', DELETE: 'Remove' }
const STATUSES: Readonly<Record<string, number>> = { POST: 201, DELETE: 204 }
const PLURAL = /s$/

export function operationOf({ method, url }: CollectedRoute): Operation {
  return { ...conventional(method, url), ...EXCEPTIONS[`${method} ${url}`] }
}

function conventional(method: string, url: string): Operation {
  const segments = url.split('/').filter((segment) => segment !== '')
  const words = segments.findLast((segment) => !segment.startsWith(':') && segment !== '*')?.replaceAll(/[-_]/g, ' ') ?? 'root'
  if (url.includes('/actions/delete/')) return { summary: 'Delete registry modules, the older way', status: 204, answer: 'none' }
  if (url.includes('/actions/')) return { summary: `Action: ${words}`, status: 202, answer: 'none' }
  const change = RELATIONSHIP_CHANGES[method]
  if (url.includes('/relationships/') && change !== undefined) return { summary: `${change} ${words}`, status: 204, answer: 'none' }
  const list = method === 'GET' && PLURAL.test(segments.at(-1) ?? '') && !segments.at(-1)?.startsWith(':')
  return {
    summary: list ? `List ${words}` : `${VERBS[method] ?? method} ${words.replace(PLURAL, '')}`,
    status: STATUSES[method] ?? 200,
    answer: list ? 'list' : method === 'DELETE' ? 'none' : 'one',
  }
}
