// /api/v2/github-app/…: where GitHub Apps are installed (contract 2.14), and the apps themselves.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import type { GithubAppId, GithubAppInstallationId, OrganizationId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { pagedDocument, pageOf, parameter, timestamp } from '../../platform/http/json-api/index.ts'
import { type GithubApp, type GithubAppInstallation, installUrl } from '../github-app/github-app.ts'
import type { GithubAppInstallations } from '../github-app/github-app-installations.ts'
import type { GithubApps } from '../github-app/github-apps.ts'
import type { InstallationFilter } from '../github-app/installation-rows.ts'
import {
  DELETE_APP,
  type GithubAppResource,
  type InstallationResource,
  LIST_APPS,
  LIST_INSTALLATIONS,
  LIST_INSTALLATIONS_PLAINLY,
  LIST_ORGANIZATION_INSTALLATIONS,
  READ_INSTALLATION,
} from './github-app-operations.ts'

export interface GithubAppRoutes {
  githubApps: GithubApps
  githubAppInstallations: GithubAppInstallations
  organizations: Pick<Organizations, 'namesOf' | 'read'>
  publicUrl: string
}

export function serveGithubApps(scope: FastifyInstance, routes: GithubAppRoutes): void {
  serveInstallations(scope, routes)

  scope.get<{ Params: { organization: string } }>('/organizations/:organization/github-apps', LIST_APPS, async ({ subject, params }) => ({
    data: (await routes.githubApps.list(subject, params.organization)).map((app) => appDocument(app, params.organization)),
  }))

  scope.delete<{ Params: { id: string } }>('/github-apps/:id', DELETE_APP, async ({ subject, params }, reply) => {
    await routes.githubApps.delete(subject, params.id as GithubAppId)
    return reply.code(204).send()
  })
}

function serveInstallations(scope: FastifyInstance, { githubAppInstallations, organizations, publicUrl }: GithubAppRoutes): void {
  const list = async ({ subject, query, url }: Pick<FastifyRequest, 'subject' | 'query' | 'url'>, organizationId?: OrganizationId) => {
    const page = await githubAppInstallations.list(subject, { ...filterOf(query), organizationId }, pageOf(query))
    const names = await organizations.namesOf(page.items.map((each) => each.organizationId))
    return pagedDocument(page, (each) => installationDocument(each, names.get(each.organizationId) ?? ''), publicUrl + url)
  }

  scope.get('/github-app/installations', LIST_INSTALLATIONS, async (request) => await list(request))
  scope.get('/github-app-installations', LIST_INSTALLATIONS_PLAINLY, async (request) => await list(request))

  scope.get<{ Params: { organization: string } }>(
    '/organizations/:organization/github-app-installations',
    LIST_ORGANIZATION_INSTALLATIONS,
    async (request) => {
      const { id } = await organizations.read(request.subject, request.params.organization)
      return await list(request, id)
    },
  )

  scope.get<{ Params: { id: string } }>('/github-app/installation/:id', READ_INSTALLATION, async ({ subject, params }) => {
    const found = await githubAppInstallations.read(subject, params.id as GithubAppInstallationId)
    const names = await organizations.namesOf([found.organizationId])
    return { data: installationDocument(found, names.get(found.organizationId) ?? '') }
  })
}

function filterOf(query: unknown): InstallationFilter {
  const wanted = parameter(query, 'filter[installation_id]')
  // No installation has a negative ID.
  const installationId = wanted === undefined ? undefined : /^\d{1,15}$/.test(wanted) ? Number(wanted) : -1
  return { name: parameter(query, 'filter[name]'), installationId }
}

function installationDocument(installation: GithubAppInstallation, organizationName: string): Static<typeof InstallationResource> {
  return {
    id: installation.id,
    type: 'github-app-installations',
    attributes: {
      name: installation.name,
      'installation-id': installation.installationId,
      'icon-url': installation.iconUrl,
      'installation-type': installation.accountType,
      'installation-url': installation.htmlUrl,
    },
    relationships: {
      organization: { data: { id: organizationName, type: 'organizations' } },
      'github-app': { data: { id: installation.githubAppId, type: 'github-apps' } },
    },
    links: { self: `/api/v2/github-app/installation/${installation.id}` },
  }
}

function appDocument(app: GithubApp, organizationName: string): Static<typeof GithubAppResource> {
  return {
    id: app.id,
    type: 'github-apps',
    attributes: {
      name: app.name,
      slug: app.slug,
      'app-id': app.appId,
      'html-url': app.htmlUrl,
      'install-url': installUrl(app),
      'created-at': timestamp(app.createdAt),
    },
    relationships: {
      organization: { data: { id: organizationName, type: 'organizations' } },
      'connected-by': { data: app.connectedBy === null ? null : { id: app.connectedBy, type: 'users' } },
    },
    links: { self: `/api/v2/organizations/${organizationName}/github-apps` },
  }
}
