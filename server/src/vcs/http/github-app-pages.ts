// /app/…/github-app: the pages for creating a GitHub App and for returning from its installation.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Organizations } from '../../organizations/index.ts'
import { html, policyWithForms } from '../../platform/http/html/index.ts'
import { installUrl } from '../github-app/github-app.ts'
import type { GithubApps } from '../github-app/github-apps.ts'
import type { AuthorizationPages } from './authorization-pages.ts'
import { COMPLETE_GITHUB_APP, GITHUB_APP_INSTALLED, NEW_GITHUB_APP } from './page-operations.ts'

export interface GithubAppPages extends Pick<AuthorizationPages, 'visitorOf' | 'redirectToSignIn'> {
  githubApps: GithubApps
  organizations: Pick<Organizations, 'namesOf'>
}

type User = NonNullable<ReturnType<AuthorizationPages['visitorOf']>>
type Query = Record<string, unknown>

export function serveGithubAppPages(scope: FastifyInstance, pages: GithubAppPages): void {
  const { githubApps, organizations, visitorOf, redirectToSignIn } = pages
  const signedIn = (request: FastifyRequest, reply: FastifyReply, page: (user: User) => Promise<FastifyReply>) => {
    const user = visitorOf(request)
    return user === undefined ? redirectToSignIn(reply, request.url) : page(user)
  }

  scope.get<{ Params: { organization: string }; Querystring: Query }>(
    '/app/organizations/:organization/github-app/new',
    NEW_GITHUB_APP,
    (request, reply) =>
      signedIn(request, reply, async (user) => {
        const { organization } = request.params
        const httpUrl = textOf(request.query['http_url'])
        if (httpUrl === undefined) {
          const { name } = await githubApps.permitted(user, organization)
          return questionPage(reply, name)
        }
        const form = await githubApps.begin(user, organization, { httpUrl, account: textOf(request.query['account']) })
        return manifestPage(reply, form)
      }),
  )

  scope.get<{ Params: { uuid: string }; Querystring: Query }>('/app/github-apps/:uuid/callback', COMPLETE_GITHUB_APP, (request, reply) =>
    signedIn(request, reply, async (user) => {
      const { state, code } = request.query
      const app = await githubApps.complete(user, request.params.uuid, { state: textOf(state) ?? '', code: textOf(code) })
      const body = html`<p>The GitHub App <strong>${app.name}</strong> was created. Install it, and choose the repositories it may read.</p>
<p><a href="${installUrl(app)}">Install ${app.name}</a></p>`
      return reply.page({ title: 'GitHub App created', body })
    }),
  )

  scope.get<{ Params: { uuid: string } }>('/app/github-apps/:uuid/installed', GITHUB_APP_INSTALLED, (request, reply) =>
    signedIn(request, reply, async (user) => {
      const app = await githubApps.read(user, request.params.uuid)
      const installations = await githubApps.installationsOf(app)
      const organization = (await organizations.namesOf([app.organizationId])).get(app.organizationId) ?? ''
      const list = html`<ul>${installations.map(({ name, id }) => html`<li>${name} <code>${id}</code></li>`)}</ul>
<p>Modules can be published from the repositories it may read.</p>`
      const none = html`<p>It is not installed yet. An owner of the GitHub organization may have to approve it first.</p>`
      const body = html`<p>The GitHub App <strong>${app.name}</strong> is installed for:</p>
${installations.length === 0 ? none : list}
<p><a href="${installUrl(app)}">Install it for another account, or choose other repositories</a></p>
<p><a href="/app/${encodeURIComponent(organization)}/settings/version-control">Continue to the VCS providers of ${organization}</a></p>`
      return reply.page({ title: 'GitHub App', body })
    }),
  )
}

function questionPage(reply: FastifyReply, organization: string): FastifyReply {
  const body = html`<p>A GitHub App reads the repositories it is installed for, without a personal token, and notifies this registry of every push.
It will belong to the organization <strong>${organization}</strong> of this registry.</p>
<form method="get" action="/app/organizations/${encodeURIComponent(organization)}/github-app/new">
<label>Address of GitHub <input name="http_url" type="url" required value="https://github.com"></label>
<label>GitHub organization that will own the app; leave blank for your own account <input name="account"></label>
<button>Continue</button>
</form>`
  return reply.page({ title: 'Set up a GitHub App', body })
}

/** GitHub accepts a manifest only from a form. */
function manifestPage(reply: FastifyReply, { action, manifest, httpUrl }: Awaited<ReturnType<GithubApps['begin']>>): FastifyReply {
  const { origin, host } = new URL(httpUrl)
  const body = html`<p><code>${host}</code> will ask for the name of the app, and then return you here.</p>
<form method="post" action="${action}">
<input type="hidden" name="manifest" value="${manifest}">
<button>Create the app at ${host}</button>
</form>`
  reply.header('content-security-policy', policyWithForms(`'self' ${origin}`))
  return reply.page({ title: 'Set up a GitHub App', body })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
